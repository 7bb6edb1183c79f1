from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.message_text import unknown_placeholders
from ..tools.palette import color_hex
from ..tools.rule_decide import Event, Spec, why_not
from ..tools.sms_parts import count_parts

KEYS = range(1, 9)


class ClubTag(models.Model):
    """A fine sorting of customers; with a key, one of at most eight buttons of the keypad."""

    _name = "club.tag"
    _description = "Club Tag"
    _order = "key, name, id"

    name = fields.Char("Title", required=True)
    key = fields.Integer(help="Key 1 to 8 on the keypad; 0 for a tag that is not on it.")
    color = fields.Integer(default=lambda self: self._default_color())
    color_hex = fields.Char(compute="_compute_color_hex")
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    group_id = fields.Many2one(
        "club.group",
        "Group's own keypad",
        check_company=True,
        ondelete="restrict",
        help="Empty: the key is on every keypad of the company. A group with tags of its own "
        "shows only those on its keypads.",
    )
    welcome_text = fields.Text(
        help="Sent at once on the first visit, as a service message. Empty: nothing is sent. "
        "You can use {name}, {visits}, {company} and {tag}.",
    )
    repeat_text = fields.Text(
        help="Sent on the second and later visits. Empty: they are counted, nothing is sent.",
    )
    welcome_parts = fields.Integer(compute="_compute_parts")
    repeat_parts = fields.Integer(compute="_compute_parts")
    member_count = fields.Integer(compute="_compute_member_count")

    _key_range = models.Constraint(
        "CHECK (key BETWEEN 0 AND 8)", "A keypad has the keys 1 to 8; use 0 for a tag without key."
    )
    _key_uniq = models.UniqueIndex(
        "(company_id, COALESCE(group_id, 0), key) WHERE active AND key > 0",
        "Another tag is already on this key.",
    )

    @api.model
    def _default_color(self):
        return self.search_count([("company_id", "=", self.env.company.id)]) % 11 + 1

    @api.depends("color")
    def _compute_color_hex(self):
        for tag in self:
            tag.color_hex = color_hex(tag.color)

    @api.depends("welcome_text", "repeat_text")
    def _compute_parts(self):
        for tag in self:
            tag.welcome_parts = count_parts(tag.welcome_text)
            tag.repeat_parts = count_parts(tag.repeat_text)

    def _compute_member_count(self):
        counts = dict(
            self.env["res.partner"]._read_group(
                [("club_tag_ids", "in", self.ids)], ["club_tag_ids"], ["__count"]
            )
        )
        for tag in self:
            tag.member_count = counts.get(tag, 0)

    @api.constrains("welcome_text", "repeat_text")
    def _check_placeholders(self):
        for tag in self:
            unknown = unknown_placeholders(tag.welcome_text) + unknown_placeholders(tag.repeat_text)
            if unknown:
                raise ValidationError(
                    self.env._(
                        "%(tag)s: the text holds {%(unknown)s}, which nothing can fill. "
                        "Use {name}, {visits}, {company} or {tag}.",
                        tag=tag.name,
                        unknown="}, {".join(unknown),
                    )
                )

    @api.model
    def _keypad_tags(self, company, group):
        """Tags on the keypads of ``group``, sorted by key, at most eight.

        :param company: res.company record
        :param group: club.group record, may be empty
        """
        tags = self.sudo().search_fetch(
            [
                ("company_id", "=", company.id),
                ("key", "in", list(KEYS)),
                ("group_id", "in", [False, *group.ids]),
            ],
            ["key", "group_id", "name", "color", "company_id", "welcome_text", "repeat_text"],
            order="key, id",
        )
        own = tags.filtered(lambda tag: tag.group_id)
        return own or tags

    def _rule_texts(self):
        """The rules that the tag's texts are: ``[(Spec, text)]``; none for an empty text."""
        self.ensure_one()
        pairs = [
            (Spec(f"welcome:{self.id}", "first_visit", tag_id=self.id), self.welcome_text),
            (Spec(f"repeat:{self.id}", "later_visit", tag_id=self.id), self.repeat_text),
        ]
        return [(spec, text) for spec, text in pairs if (text or "").strip()]

    def _explain_texts(self, number):
        """What the tag's texts would do at visit ``number``: ``[(rule key, text, reason code)]``;
        no reason: it is sent."""
        event = Event("visit", number, self.id)
        return [(spec.key, text, why_not(spec, event)) for spec, text in self._rule_texts()]

    def action_view_members(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_club.res_partner_action_member"
        )
        action["domain"] = [("club_tag_ids", "in", self.ids)]
        return action
