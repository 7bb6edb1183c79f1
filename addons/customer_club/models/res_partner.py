from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.tools import SQL

from ..tools.mobile import national, normalize_mobile

JOIN_WAYS = [
    ("keypad", "Keypad"),
    ("form", "Form"),
    ("import", "Import"),
    ("hand", "By hand"),
    ("sale", "Sale"),
]
# What the club finds out by itself. Nobody types these; importing them would be making up facts.
RESULT_FIELDS = {"club_visit_count", "club_first_visit", "club_last_visit"}


class ResPartner(models.Model):
    _inherit = "res.partner"

    # The keypad looks numbers up by this column when a member is not known yet.
    phone_sanitized = fields.Char(index="btree_not_null")

    club_mobile = fields.Char(
        "Club mobile",
        copy=False,
        help="The one mobile number by which the club knows this person, as +989121234567. "
        "Type it in any usual way, also with Persian digits.",
    )
    club_mobile_display = fields.Char("Mobile", compute="_compute_club_mobile_display")
    # Not copied, like the number: a copy is somebody else. (And whoever may copy a contact need not
    # have rights in the club.)
    club_group_id = fields.Many2one("club.group", "Club group", index="btree_not_null", copy=False)
    club_tag_ids = fields.Many2many(
        "club.tag", "club_tag_res_partner_rel", "partner_id", "tag_id", "Club tags", copy=False
    )
    club_joined_on = fields.Date(
        "Member since", readonly=True, copy=False, help="The day this person became a member."
    )
    club_joined_by = fields.Selection(JOIN_WAYS, "Joined by", readonly=True, copy=False)
    club_visit_count = fields.Integer("Visits", default=0, readonly=True, copy=False)
    club_first_visit = fields.Datetime("First visit", readonly=True, copy=False)
    # Without an index: PostgreSQL then leaves the customer's row in its place at a visit, where it
    # would else write it anew into each of the thirty indexes of this table. Lists that ask for the
    # last visit pay 20 ms with 100,000 members.
    club_last_visit = fields.Datetime("Last visit", readonly=True, copy=False)
    club_visit_ids = fields.One2many("club.visit", "partner_id", "Visits made")
    club_old_mobile_ids = fields.One2many(
        "club.mobile.history", "partner_id", "Earlier numbers", readonly=True
    )
    club_message_ids = fields.One2many("club.message", "partner_id", "Club messages")

    _club_mobile_uniq = models.UniqueIndex(
        "(club_mobile, COALESCE(company_id, 0)) WHERE club_mobile IS NOT NULL",
        "Another customer already has this mobile number.",
    )

    @api.depends("club_mobile")
    def _compute_club_mobile_display(self):
        for partner in self:
            partner.club_mobile_display = partner.club_mobile and national(partner.club_mobile)

    @api.constrains("club_mobile", "company_id")
    def _check_club_mobile(self):
        """A shared member and a company's own member with one number would be two of one person."""
        members = self.filtered("club_mobile")
        others = (
            self.sudo()
            .with_context(active_test=False)
            ._read_group(
                [
                    ("club_mobile", "in", members.mapped("club_mobile")),
                    ("id", "not in", members.ids),
                ],
                ["club_mobile"],
                ["id:recordset"],
            )
        )
        by_mobile = dict(others)
        for partner in members:
            for other in by_mobile.get(partner.club_mobile, ()):
                if not (other.company_id and partner.company_id) or (
                    other.company_id == partner.company_id
                ):
                    raise ValidationError(
                        self.env._(
                            "%(number)s already belongs to %(name)s. One person has one record: "
                            "open that one, or merge the two.",
                            number=partner.club_mobile_display,
                            name=other.display_name,
                        )
                    )

    @api.model
    def _club_region(self, company=None):
        """Country whose national numbers are meant when no country code is typed."""
        return (company or self.env.company).sudo().country_id.code or "IR"

    @api.model
    def _club_normalize_vals(self, vals):
        """Check and complete the values of a create or write. Raises for a number that is none."""
        if self.env.context.get("club_ignore_results"):
            vals = {name: value for name, value in vals.items() if name not in RESULT_FIELDS}
        if (
            RESULT_FIELDS & vals.keys()
            and not self.env.su
            and any(vals[name] for name in RESULT_FIELDS & vals.keys())
        ):
            raise AccessError(
                self.env._("Visit counts come from visits. Add or void a visit instead.")
            )
        if "club_mobile" not in vals:
            return vals
        typed = vals["club_mobile"]
        if not typed or not str(typed).strip():
            return dict(vals, club_mobile=False)
        mobile = normalize_mobile(str(typed), self._club_region())
        if not mobile:
            raise ValidationError(
                self.env._(
                    "“%s” is not a mobile number. Write it like 0912 123 4567, "
                    "or with + and the country code.",
                    typed,
                )
            )
        return dict(vals, club_mobile=mobile)

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [self._club_normalize_vals(vals) for vals in vals_list]
        for vals in vals_list:
            if vals.get("club_mobile"):
                vals.setdefault("phone", national(vals["club_mobile"]))
                if not vals.get("club_joined_on"):
                    vals.update(self._club_joined(vals))
        return super().create(vals_list)

    def write(self, vals):
        vals = self._club_normalize_vals(vals)
        if "club_mobile" not in vals:
            return super().write(vals)
        self._club_remember_mobiles(vals["club_mobile"])
        newcomers = self.browse()
        if vals["club_mobile"] and not vals.get("club_joined_on"):
            # Whoever was a member before stays one since then.
            newcomers = self.filtered(lambda partner: not partner.club_joined_on)
        result = super().write(vals)
        if newcomers:
            super(ResPartner, newcomers).write(self._club_joined(vals))
        return result

    @api.model
    def _club_joined(self, vals):
        """When and how somebody joins who becomes a member now.

        The way is told by the values or by ``club_joined_by`` in the context; a file that Odoo
        imports is one, too.
        """
        context = self.env.context
        way = vals.get("club_joined_by") or context.get("club_joined_by")
        return {
            "club_joined_on": self.env.company._club_day(fields.Datetime.now()),
            "club_joined_by": way or ("import" if context.get("import_file") else "hand"),
        }

    def _club_remember_mobiles(self, new_mobile):
        """Keep the numbers that are about to be replaced."""
        self.env["club.mobile.history"].sudo().create(
            [
                {"partner_id": partner.id, "mobile": partner.club_mobile, "user_id": self.env.uid}
                for partner in self
                if partner.club_mobile and partner.club_mobile != new_mobile
            ]
        )

    @api.model
    def _club_fill_joined(self):
        """Members from before this was kept joined with their first visit, else when created."""
        main = self.env["res.company"].search([], order="id", limit=1)
        self.env.cr.execute(
            SQL(
                """
                UPDATE res_partner p
                   SET club_joined_on = (COALESCE(p.club_first_visit, p.create_date)
                           AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date,
                       club_joined_by = COALESCE(
                           (SELECT CASE v.source WHEN 'manual' THEN 'hand' WHEN 'pos' THEN 'sale'
                                   ELSE v.source END
                              FROM club_visit v WHERE v.partner_id = p.id AND v.void_date IS NULL
                             ORDER BY v.visited_at, v.id LIMIT 1), 'hand')
                 WHERE p.club_mobile IS NOT NULL AND p.club_joined_on IS NULL
                """,
                zone=main._club_tz(),
            )
        )
        self.browse().invalidate_model(["club_joined_on", "club_joined_by"], flush=False)

    @api.onchange("club_mobile")
    def _onchange_club_mobile(self):
        for partner in self:
            mobile = normalize_mobile(partner.club_mobile or "", self._club_region())
            if mobile:
                partner.club_mobile = mobile
                if not partner.phone:
                    partner.phone = national(mobile)

    def action_view_club_visits(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_club.club_visit_action")
        action["domain"] = [("partner_id", "=", self.id)]
        return action

    def action_view_club_messages(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_club.club_message_action")
        action["domain"] = [("partner_id", "=", self.id)]
        return action
