from odoo import api, fields, models
from odoo.exceptions import UserError


class ClubGroup(models.Model):
    """A coarse sorting of customers. One group per company is linked to the keypad: the star."""

    _name = "club.group"
    _description = "Customer Group"
    _order = "device_linked desc, sequence, name, id"

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    device_linked = fields.Boolean(
        "Connected to device",
        copy=False,
        readonly=True,
        help="New customers from the keypad enter this group. Exactly one group has the star.",
    )
    member_ids = fields.One2many("res.partner", "club_group_id", "Members")
    member_count = fields.Integer(compute="_compute_member_count")

    _device_linked_uniq = models.UniqueIndex(
        "(company_id) WHERE device_linked", "Only one group can be connected to the device."
    )

    def _compute_member_count(self):
        counts = dict(
            self.env["res.partner"]._read_group(
                [("club_group_id", "in", self.ids)], ["club_group_id"], ["__count"]
            )
        )
        for group in self:
            group.member_count = counts.get(group, 0)

    @api.model
    def _device_group(self, company):
        """The group that ``company``'s keypads feed (an empty recordset if there is none)."""
        return self.sudo().search(
            [("company_id", "=", company.id), ("device_linked", "=", True)], limit=1
        )

    def action_link_device(self):
        """Move the star to this group."""
        self.ensure_one()
        self.check_access("write")
        if not self.active:
            raise UserError(self.env._("Restore the group before you connect it to the device."))
        # The old star goes first: the unique index allows one at any moment.
        self.search(
            [("company_id", "=", self.company_id.id), ("device_linked", "=", True)]
        ).device_linked = False
        self.flush_model(["device_linked"])
        self.device_linked = True

    def action_view_members(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_club.res_partner_action_member"
        )
        action["domain"] = [("club_group_id", "in", self.ids)]
        return action

    def write(self, vals):
        if vals.get("active") is False and any(group.device_linked for group in self):
            raise UserError(
                self.env._("This group is connected to the device. Move the star first.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_linked(self):
        if any(group.device_linked for group in self):
            raise UserError(
                self.env._("This group is connected to the device. Move the star first.")
            )
