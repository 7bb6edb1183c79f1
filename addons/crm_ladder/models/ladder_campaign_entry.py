from datetime import timedelta

from psycopg2.errors import SerializationFailure

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

KINDS = [
    ("sale", "Sales"),
    ("return", "Returns"),
    ("won", "Customers won"),
    ("rung", "Rungs climbed"),
    ("sms", "SMS"),
    ("discount", "Discounts given"),
    ("gift", "Gifts"),
    ("bill", "Vendor bills"),
    ("hours", "Hours"),
    ("other", "Other costs"),
    ("message", "Messages sent"),
    ("click", "Links clicked"),
    ("lead", "Leads"),
    ("order", "Orders"),
    ("written", "Written to"),
    ("written_bought", "Written to, and bought"),
    ("held", "Held out"),
    ("held_bought", "Held out, and bought"),
]
COSTS = ("sms", "discount", "gift", "bill", "hours", "other")
# Of group messages that held somebody out: how many were in each group, and how many bought.
TEST = ("written", "written_bought", "held", "held_bought")
TOUCHES = ("message", "click", "lead", "order")
BATCH = 200
RETRIES = 5


class LadderCampaignEntry(models.Model):
    """What a campaign's figures are made of: one row a document, or a day of messages.

    Rows are only written here: every night, and when somebody asks. Each figure is a sum of them,
    so a figure and the documents behind it cannot differ.
    """

    _name = "ladder.campaign.entry"
    _description = "Result of a Campaign"
    _order = "day desc, id desc"
    _log_access = False
    _rec_name = "document"

    campaign_id = fields.Many2one("utm.campaign", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", readonly=True, ondelete="cascade")
    currency_id = fields.Many2one("res.currency", readonly=True, ondelete="cascade")
    kind = fields.Selection(KINDS, "What", required=True, readonly=True)
    day = fields.Date("Date", required=True, readonly=True)
    document = fields.Char(readonly=True)
    partner_id = fields.Many2one(
        "res.partner", "Customer", readonly=True, ondelete="cascade", index="btree_not_null"
    )
    share = fields.Float(readonly=True, aggregator=None, help="What of it counts for the campaign.")
    amount = fields.Monetary(
        readonly=True, help="Without taxes, in the campaign's currency at the day's rate."
    )
    quantity = fields.Float(
        readonly=True,
        digits=(16, 2),
        help="Customers, rungs, hours, parts of messages or contacts, by what it is.",
    )
    move_id = fields.Many2one(
        "account.move", "Invoice", readonly=True, ondelete="cascade", index="btree_not_null"
    )
    line_id = fields.Many2one(
        "account.move.line", readonly=True, ondelete="cascade", index="btree_not_null"
    )
    cost_id = fields.Many2one(
        "ladder.campaign.cost", readonly=True, ondelete="cascade", index="btree_not_null"
    )
    award_id = fields.Many2one(
        "ladder.award", readonly=True, ondelete="cascade", index="btree_not_null"
    )
    ladder_move_id = fields.Many2one(
        "ladder.move", "Move", readonly=True, ondelete="cascade", index="btree_not_null"
    )
    broadcast_id = fields.Many2one(
        "club.broadcast", "Group message", readonly=True, ondelete="cascade", index="btree_not_null"
    )
    key = fields.Char(required=True, readonly=True)

    _once_uniq = models.UniqueIndex("(campaign_id, key)", "This is counted already.")
    _kind_idx = models.Index("(campaign_id, kind, day)")

    @api.model
    def _refresh(self, campaign_ids):
        """Make the rows of campaigns what the documents say, in one statement."""
        self.env.flush_all()
        self.env.execute_query(
            SQL(
                """
                WITH %(facts)s,
                keyed AS (
                    SELECT f.*, concat_ws('|', kind, company_id, day, partner_id, document,
                                          move_id, line_id, cost_id, award_id, ladder_move_id,
                                          broadcast_id, round(share::numeric, 6),
                                          round(amount::numeric, 6),
                                          round(quantity::numeric, 6), currency_id) AS key
                      FROM fact f),
                stale AS (
                    DELETE FROM ladder_campaign_entry e
                     WHERE e.campaign_id = ANY(%(ids)s)
                       AND NOT EXISTS (SELECT FROM keyed k
                                        WHERE k.campaign_id = e.campaign_id AND k.key = e.key)),
                added AS (
                    INSERT INTO ladder_campaign_entry
                           (campaign_id, company_id, currency_id, kind, day, document, partner_id,
                            share, amount, quantity, move_id, line_id, cost_id, award_id,
                            ladder_move_id, broadcast_id, key)
                    SELECT campaign_id, company_id, currency_id, kind, day, document, partner_id,
                           share, amount, quantity, move_id, line_id, cost_id, award_id,
                           ladder_move_id, broadcast_id, key
                      FROM keyed k
                     WHERE NOT EXISTS (SELECT FROM ladder_campaign_entry e
                                        WHERE e.campaign_id = k.campaign_id AND e.key = k.key))
                UPDATE utm_campaign SET ladder_computed_at = %(now)s WHERE id = ANY(%(ids)s)
                RETURNING id
                """,
                facts=SQL(", ").join(self.env["ladder.campaign.facts"]._ctes(campaign_ids)),
                ids=list(campaign_ids),
                now=fields.Datetime.now(),
            )
        )
        self.env["utm.campaign"].invalidate_model()
        self.invalidate_model()

    @api.model
    def _count_all_again(self):
        """Have all campaigns counted in the background."""
        self.env.cr.execute(SQL("UPDATE utm_campaign SET ladder_computed_at = NULL"))
        self.env["utm.campaign"].invalidate_model(["ladder_computed_at"])
        self.env.ref("crm_ladder.ir_cron_ladder_campaign")._trigger()

    @api.model
    def _cron_refresh(self):
        """Renew all campaigns in batches that commit."""
        # Where a run was stopped, the next one goes on: the oldest results come first.
        stale = [
            "|",
            ("ladder_computed_at", "=", False),
            ("ladder_computed_at", "<", fields.Datetime.now() - timedelta(hours=1)),
        ]
        campaigns = self.env["utm.campaign"].with_context(active_test=False)
        order = "ladder_computed_at NULLS FIRST, id"
        retries = RETRIES
        while True:
            try:
                batch = campaigns.search(stale, order=order, limit=BATCH)
                self._refresh(batch.ids)
                left = campaigns.search_count(stale)
                seconds_left = self.env["ir.cron"]._commit_progress(len(batch), remaining=left)
            except SerializationFailure:
                # Somebody counts, or plans, one of them at this moment.
                self.env.cr.rollback()
                self.env.invalidate_all()
                retries -= 1
                if not retries:
                    raise
                continue
            if not left or not seconds_left:
                return

    def action_document(self):
        """Open what the row stands for."""
        self.ensure_one()
        self.check_access("read")
        record = (
            self.line_id.move_id
            or self.move_id
            or self.cost_id
            or self.award_id
            or self.ladder_move_id
            or self.partner_id
        )
        if self.broadcast_id:
            return self.campaign_id._open_test(self.kind, self.broadcast_id)
        if not record:
            return self.campaign_id._open_touches(self.kind, self.day, self.company_id)
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [(False, "form")],
        }

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        raise UserError(self.env._("Results are made from documents; nobody can add one."))

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(self.env._("Results are made from documents; nobody can change one."))
