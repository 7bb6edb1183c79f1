"""The nightly basket analysis: in batches that commit, so that it goes on after any stop."""

from datetime import datetime, time

import pytz
from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools.basket import cut

DOCUMENTS = 50_000  # a batch of collecting
PAIRS = 4_000_000  # about as many pairs, each way, are looked at in a batch
KEPT_DAYS = 90


class LadderBasketRun(models.Model):
    """One analysis of one company: which period, where it stands, what it found.

    First the products of each purchase are collected, by document ids; then the pairs are counted,
    by ranges of products, so that each pair is written once and never touched again. What is found
    is seen when all of it is there.
    """

    _name = "ladder.basket.run"
    _description = "Basket Analysis"
    _order = "id desc"
    _rec_name = "started_at"

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    state = fields.Selection(
        [("collect", "Collecting purchases"), ("count", "Counting pairs"), ("done", "Done")],
        required=True,
        default="collect",
        readonly=True,
    )
    date_from = fields.Date("From", required=True, readonly=True)
    date_to = fields.Date("To", required=True, readonly=True)
    minimum = fields.Integer("Together at least", required=True, readonly=True)
    source = fields.Char(readonly=True)
    position = fields.Integer(readonly=True, aggregator=None)
    baskets = fields.Integer("Purchases", readonly=True)
    pairs = fields.Integer(readonly=True)
    started_at = fields.Datetime("Started", required=True, readonly=True)
    ended_at = fields.Datetime("Ended", readonly=True)

    _one_at_work = models.UniqueIndex(
        "(company_id) WHERE state <> 'done'", "An analysis of this company is under way."
    )

    def _start_of(self, day):
        """When a day begins at the company, in UTC."""
        zone = pytz.timezone(self.company_id._ladder_tz())
        return (
            zone.localize(datetime.combine(day, time.min)).astimezone(pytz.utc).replace(tzinfo=None)
        )

    # Going through -----------------------------------------------------------------------------

    @api.model
    def _cron_analyse(self):
        """Analyse each company that wants it, in batches that commit."""
        companies = self.env["res.company"].search([("ladder_basket_months", ">", 0)], order="id")
        for company in companies:
            if not self.search_count(
                [("company_id", "=", company.id), ("state", "!=", "done")], limit=1
            ):
                self._open(company)
        while True:
            run = self.search([("state", "!=", "done")], order="id", limit=1)
            run = run.try_lock_for_update()
            if run:
                run._step()
            remaining = self.search_count([("state", "!=", "done")]) if run else 0
            if not self.env["ir.cron"]._commit_progress(len(run), remaining=remaining):
                return
            if not remaining:
                return

    @api.model
    def _open(self, company):
        today = fields.Date.context_today(self.with_context(tz=company._ladder_tz()))
        return self.create(
            {
                "company_id": company.id,
                "date_from": today - relativedelta(months=company.ladder_basket_months),
                "date_to": today,
                "minimum": company.ladder_basket_minimum,
                "started_at": fields.Datetime.now(),
            }
        )

    def _step(self, documents=DOCUMENTS, pairs=PAIRS):
        """Do one batch."""
        self.ensure_one()
        self.env.flush_all()
        if self.state == "collect":
            self._collect(documents)
        elif self.state == "count":
            self._count(pairs)

    def _collect(self, limit):
        Basket = self.env["ladder.basket"]
        names = sorted(Basket._sources())
        source = self.source if self.source in names else names[0]
        last = Basket._last_of(source, self, self.position, limit)
        if last:
            found = Basket._collect(source, self, self.position, last)
            self.write({"source": source, "position": last, "baskets": self.baskets + found})
            return
        left = [name for name in names if name > source]
        if left:
            self.write({"source": left[0], "position": 0})
            return
        self._count_items()
        self.write({"state": "count", "source": False, "position": 0})

    def _count_items(self):
        self.env["ladder.basket.item"].flush_model()
        self.env.cr.execute(
            SQL(
                """
                ANALYZE ladder_basket;
                INSERT INTO ladder_basket_item (run_id, product_id, baskets, places)
                SELECT %(run)s, i.id, COUNT(*), SUM(CARDINALITY(b.products))
                  FROM ladder_basket b, UNNEST(b.products) AS i (id)
                 WHERE b.run_id = %(run)s
                 GROUP BY i.id HAVING COUNT(*) >= %(minimum)s
                """,
                run=self.id,
                minimum=self.minimum,
            )
        )

    def _count(self, limit):
        """Count the pairs whose first product lies in the next range."""
        weights = self.env.execute_query(
            SQL(
                "SELECT product_id, places FROM ladder_basket_item"
                " WHERE run_id = %s AND product_id > %s ORDER BY product_id LIMIT 10000",
                self.id,
                self.position,
            )
        )
        if not weights:
            self._finish()
            return
        first, last = cut(weights, limit)[0]
        found = self.env["ladder.basket.count"]._count(self, first, last)
        self.write({"position": last, "pairs": self.pairs + found})

    def _finish(self):
        """From now on this is what is known; what was known before goes."""
        old = [("company_id", "=", self.company_id.id), ("id", "!=", self.id)]
        before = fields.Date.subtract(fields.Date.today(), days=KEPT_DAYS)
        runs = self.search(old)
        runs._forget()
        runs.filtered(lambda run: run.started_at.date() < before).unlink()
        self.env.cr.execute(SQL("DELETE FROM ladder_basket WHERE run_id = %s", self.id))
        self.write({"state": "done", "ended_at": fields.Datetime.now()})

    def _forget(self):
        """Let go of what these runs counted."""
        for table in ("ladder_basket", "ladder_basket_count", "ladder_basket_item"):
            self.env.cr.execute(
                SQL("DELETE FROM %s WHERE run_id = ANY(%s)", SQL.identifier(table), self.ids)
            )
        self.env["ladder.basket.item"].invalidate_model(flush=False)
        self.env["ladder.basket.pair"].invalidate_model(flush=False)

    @api.ondelete(at_uninstall=False)
    def _unlink_counts(self):
        self._forget()

    @api.model
    def _latest(self, company):
        """The analysis that holds for a company; empty when there is none yet."""
        return self.search(
            [("company_id", "=", company.id), ("state", "=", "done")], order="id desc", limit=1
        )

    # The button ---------------------------------------------------------------------------------

    @api.model
    def action_analyse_now(self):
        """Have the companies of the user analysed in the background."""
        self.check_access("read")
        if not any(self.env.companies.mapped("ladder_basket_months")):
            raise UserError(
                self.env._("Say first how many months are looked at: Configuration → Settings.")
            )
        # Whoever may read the analysis may have it renewed; the action itself runs as the system.
        self.env.ref("crm_ladder.ir_cron_ladder_basket").sudo()._trigger()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "message": self.env._("The purchases are being analysed in the background."),
            },
        }
