import { registry } from "@web/core/registry";
import { StatInfoField, statInfoField } from "@web/views/fields/stat_info/stat_info_field";
import { digitsForReader } from "./club_digits";

/** A count on a button, in the digits of its reader. */
export class ClubStatInfoField extends StatInfoField {
    get formattedValue() {
        return digitsForReader(super.formattedValue);
    }
}

registry.category("fields").add("club_statinfo", {
    ...statInfoField,
    component: ClubStatInfoField,
    additionalClasses: ["o_field_statinfo"],
});
