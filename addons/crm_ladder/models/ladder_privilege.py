"""What golden customers get: a service, a privilege, for whoever meets the terms."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from odoo.addons.customer_club.models.club_message import PURPOSES
from odoo.addons.customer_club.models.club_visit_register import retry_on_duplicate
from odoo.addons.customer_club.tools.months import reader_calendar

from ..tools.own_words import fill
from ..tools.periods import period_start

BATCH = 1000


class LadderPrivilege(models.Model):
    """A service or privilege for those whose record earns it; told when it begins and ends."""

    _name = "ladder.privilege"
    _description = "Privilege"
    _inherit = ["ladder.audience.thresholds"]
    _order = "sequence, id"

    name = fields.Char("What", required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    running = fields.Boolean("In force", help="Members who meet the terms get it within the hour.")
    threshold_ids = fields.One2many("ladder.threshold", "privilege_id", "Thresholds", copy=True)
    cost = fields.Monetary("Costs us each time")
    limit_count = fields.Integer("At most so often", help="0: as often as they like.")
    limit_period = fields.Selection(
        [("month", "a month"), ("year", "a year"), ("ever", "ever")],
        required=True,
        default="month",
        help="Months and years of the company's calendar.",
    )
    campaign_id = fields.Many2one(
        "utm.campaign", help="Where the cost is booked.", index="btree_not_null"
    )
    begin_text = fields.Text(
        "Text when they get it",
        default=lambda self: self.env._("{name}, from now on {what} is yours at {company}."),
        help="{name}, {company} and {what} are filled in. Empty: nobody is told.",
    )
    end_text = fields.Text(
        "Text when it ends", help="{name}, {company} and {what} are filled in. Empty: not told."
    )
    purpose = fields.Selection(
        PURPOSES,
        "Texts are",
        required=True,
        default="service",
        help="Advertising never reaches those who do not want it.",
    )
    holder_ids = fields.One2many("ladder.privilege.holder", "privilege_id", readonly=True)
    holder_count = fields.Integer("Have it", compute="_compute_counts")
    use_count = fields.Integer("Times used", compute="_compute_counts")
    use_cost = fields.Monetary("Cost so far", compute="_compute_counts")

    _not_negative = models.Constraint(
        "CHECK (COALESCE(cost, 0) >= 0 AND COALESCE(limit_count, 0) >= 0)",
        "Amounts and numbers are nought or more.",
    )

    def _compute_counts(self):
        holders = dict(
            self.env["ladder.privilege.holder"]._read_group(
                [("privilege_id", "in", self.ids), ("until", "=", False)],
                ["privilege_id"],
                ["__count"],
            )
        )
        uses = {
            privilege: (count, cost)
            for privilege, count, cost in self.env["ladder.privilege.use"]._read_group(
                [("privilege_id", "in", self.ids)], ["privilege_id"], ["__count", "cost:sum"]
            )
        }
        for privilege in self:
            privilege.holder_count = holders.get(privilege, 0)
            privilege.use_count, privilege.use_cost = uses.get(privilege, (0, 0))

    @api.constrains("begin_text", "end_text")
    def _check_texts(self):
        for privilege in self:
            for text in (privilege.begin_text, privilege.end_text):
                self.env["ladder.text"]._check_words(text, ("what",))

    @api.constrains(
        "running", "audience_domain", "rung_ids", "tag_ids", "segment", "gone_percent",
        "threshold_ids",
    )  # fmt: skip
    def _check_terms(self):
        for privilege in self.filtered("running"):
            terms = privilege.rung_ids or privilege.tag_ids or privilege.threshold_ids
            if not (
                terms
                or privilege.segment
                or privilege.gone_percent
                or not privilege._own_domain().is_true()
            ):
                raise ValidationError(
                    self.env._("Say whom it is for: a privilege of everybody is none.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        privileges = super().create(vals_list)
        privileges._wake()
        return privileges

    def write(self, vals):
        result = super().write(vals)
        self._wake()
        return result

    def _wake(self):
        cron = self.env.ref("crm_ladder.ir_cron_ladder_privilege", raise_if_not_found=False)
        if cron and self:
            cron.sudo()._trigger()

    # Who has it --------------------------------------------------------------------------------

    @api.model
    def _cron_hold(self):
        """Give privileges to those who meet the terms, end them for those who do not any more."""
        for privilege in self.search([("active", "in", (True, False))]):
            privilege._renew()
            if not self.env["ir.cron"]._commit_progress(1):
                return

    def _renew(self):
        """Make the holders those who meet the terms now, and tell who begins and who ends."""
        self.ensure_one()
        meeting = self._earners() if self.running and self.active else []
        now = fields.Datetime.now()
        self.env["ladder.privilege.holder"].flush_model()
        ended = self.env.execute_query(
            SQL(
                """
                UPDATE ladder_privilege_holder SET until = %s
                 WHERE privilege_id = %s AND until IS NULL AND NOT partner_id = ANY(%s)
                RETURNING id
                """,
                now,
                self.id,
                meeting,
            )
        )
        begun = []
        with retry_on_duplicate():
            for start in range(0, len(meeting), BATCH):
                begun += self.env.execute_query(
                    SQL(
                        """
                        INSERT INTO ladder_privilege_holder (
                               privilege_id, partner_id, company_id, since, create_uid,
                               create_date)
                        SELECT %(privilege)s, m, %(company)s, %(now)s, %(uid)s, %(now)s
                          FROM unnest(%(people)s::int[]) AS m
                         WHERE NOT EXISTS (
                               SELECT FROM ladder_privilege_holder h
                                WHERE h.privilege_id = %(privilege)s AND h.partner_id = m
                                  AND h.until IS NULL)
                        RETURNING id
                        """,
                        privilege=self.id,
                        company=self.company_id.id,
                        now=now,
                        uid=self.env.uid,
                        people=meeting[start : start + BATCH],
                    )
                )
        Holder = self.env["ladder.privilege.holder"]
        Holder.invalidate_model(flush=False)
        self._tell(Holder.browse([row[0] for row in begun]), "begin")
        self._tell(Holder.browse([row[0] for row in ended]), "end")

    def _earners(self):
        """Ids of the members who meet the terms now."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                "SELECT p.id FROM res_partner p WHERE p.id IN %s ORDER BY p.id",
                self._audience_sql(),
            )
        )
        return self._meeting([partner_id for (partner_id,) in rows])

    def _tell(self, holders, when):
        """Texts to those who begin or end, in one statement, through the club's ledger."""
        letters = []
        for holder in holders:
            partner = holder.partner_id
            lang = partner.lang or self.company_id._club_lang()
            said = self.with_context(lang=lang)
            text = said.begin_text if when == "begin" else said.end_text
            if not partner.club_mobile or not (text or "").strip():
                continue
            letters.append(
                {
                    "person": partner._club_addressee(),
                    "text": fill(text, {"what": said.name}),
                    "values": {"visits": partner.club_visit_count, "tag": ""},
                    "rule_key": f"privilege:{self.id}",
                    "origin": f"ladder.privilege.holder:{holder.id}:{when}",
                    "campaign_id": self.campaign_id.id or None,
                }
            )
        self.env["club.message"].sudo()._plan_letters(self.company_id, letters, self.purpose)

    # Using it ----------------------------------------------------------------------------------

    def _period(self, moment=None):
        """First day of the period in which a use counts, in the company's calendar."""
        return period_start(
            self.company_id._club_day(moment or fields.Datetime.now()),
            self.limit_period,
            reader_calendar(self.company_id._club_lang()),
        )

    def action_view_holders(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_ladder.ladder_privilege_holder_action"
        )
        action["domain"] = [("privilege_id", "=", self.id)]
        return action

    def action_view_uses(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_ladder.ladder_privilege_use_action"
        )
        action["domain"] = [("privilege_id", "=", self.id)]
        return action
