import { Component } from "@odoo/owl";

/** A text as it stands on a telephone, in the direction in which it is read. */
export class PhonePreview extends Component {
    static template = "customer_club.PhonePreview";
    static props = { text: String, sender: String };
}
