from odoo import api, fields, models
from odoo.exceptions import UserError


class ClubTagChange(models.TransientModel):
    """A key gets another meaning; what becomes of the customers is asked first."""

    _name = "club.tag.change"
    _description = "Change of a Tag"

    tag_id = fields.Many2one("club.tag", required=True, ondelete="cascade")
    key = fields.Integer(related="tag_id.key")
    member_count = fields.Integer("Customers affected", related="tag_id.member_count")
    visit_count = fields.Integer("Visits affected", related="tag_id.visit_count")
    mode = fields.Selection(
        [
            ("relabel", "Relabel: the customers keep the tag, which gets a new title"),
            ("retire", "Retire: the customers keep the old tag, a new tag takes the key"),
        ],
        required=True,
        default="relabel",
    )
    name = fields.Char("New title", required=True)
    color = fields.Integer()
    welcome_text = fields.Text("Welcome text")
    repeat_text = fields.Text("Repeat text")

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        tag = self.env["club.tag"].browse(values.get("tag_id"))
        if tag:
            values.update(
                color=tag.color, welcome_text=tag.welcome_text, repeat_text=tag.repeat_text
            )
        return values

    def action_apply(self):
        self.ensure_one()
        tag = self.tag_id
        tag.check_access("write")
        values = {
            "name": self.name.strip(),
            "color": self.color,
            "welcome_text": self.welcome_text,
            "repeat_text": self.repeat_text,
        }
        if not values["name"]:
            raise UserError(self.env._("Give the tag a title."))
        if self.mode == "relabel":
            tag.write(values)
        else:
            if not tag.key:
                raise UserError(self.env._("This tag is on no key; there is nothing to retire."))
            inherited = tag._successor_values()
            tag.key = 0
            tag = tag.create({**inherited, **values})
        return {
            "type": "ir.actions.act_window",
            "res_model": "club.tag",
            "res_id": tag.id,
            "views": [(False, "form")],
        }
