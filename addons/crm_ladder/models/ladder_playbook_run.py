import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

_logger = logging.getLogger(__name__)

BATCH = 100


class LadderPlaybookRun(models.Model):
    """One playbook played for one customer: planned, and what became of it."""

    _name = "ladder.playbook.run"
    _description = "Playbook Run"
    _order = "id desc"
    _rec_name = "partner_id"

    playbook_id = fields.Many2one(
        "ladder.playbook", required=True, readonly=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, readonly=True, ondelete="cascade", index=True
    )
    move_id = fields.Many2one(
        "ladder.move", readonly=True, ondelete="set null", index="btree_not_null"
    )
    company_id = fields.Many2one(related="playbook_id.company_id")
    origin = fields.Char(required=True, readonly=True)
    due_at = fields.Datetime("Due", required=True, readonly=True)
    state = fields.Selection(
        [
            ("waiting", "Waiting"),
            ("done", "Done"),
            ("skipped", "Skipped"),
            ("failed", "Failed"),
        ],
        required=True,
        readonly=True,
    )
    played_at = fields.Datetime("Played", readonly=True)
    error = fields.Char(readonly=True)
    message_id = fields.Many2one("club.message", readonly=True, index="btree_not_null")
    card_id = fields.Many2one("loyalty.card", readonly=True, index="btree_not_null")
    user_id = fields.Many2one("res.users", "Turn of", readonly=True)

    _once_uniq = models.UniqueIndex("(playbook_id, origin)", "This playbook was played already.")
    _due_idx = models.Index("(due_at, id) WHERE state = 'waiting'")

    @api.model
    def _cron_play(self):
        """Play what is due, in batches that commit."""
        while True:
            domain = Domain("state", "=", "waiting") & Domain("due_at", "<=", fields.Datetime.now())
            batch = self.search(domain, limit=BATCH, order="due_at, id")
            batch = batch.try_lock_for_update().filtered_domain(domain)
            for run in batch:
                run._play_safely()
            remaining = self.search_count(domain, limit=10 * BATCH) if batch else 0
            if not self.env["ir.cron"]._commit_progress(len(batch), remaining=remaining):
                return
            if not batch:
                return

    def _play_safely(self):
        """Play one run; what goes wrong with it is written on it and stops nobody else."""
        self.ensure_one()
        now = fields.Datetime.now()
        try:
            with self.env.cr.savepoint():
                state = self._play()
                self.flush_recordset()
        except UserError as error:
            _logger.info("Playbook run %s failed: %s", self.id, error)
            self.write({"state": "failed", "played_at": now, "error": str(error)})
            return
        self.write({"state": state, "played_at": now})

    def _still_due(self):
        """Whether the customer still stands where the playbook wants it."""
        book = self.playbook_id
        if not book.active or not self.partner_id.active:
            return False
        here = self.partner_id.ladder_rung_id == book.rung_id
        return not here if book.trigger == "leave" else here

    def _play(self):
        if not self._still_due():
            return "skipped"
        book = self.playbook_id.with_company(self.playbook_id.company_id)
        partner = self.partner_id.with_company(book.company_id)
        needs_user = book.plan_id or book.stage_id
        self.user_id = book._next_user() if needs_user else False
        if book.program_id:
            self.card_id = self._give(book, partner)
        if (book.text or "").strip():
            self.message_id = self._write_to(book, partner)
        if book.plan_id:
            self._schedule(book, partner)
        if book.stage_id:
            self._move_opportunities(book, partner)
        return "done"

    def _give(self, book, partner):
        """A coupon of the programme, or points on the customer's card of it."""
        days = book.valid_days
        [card] = self.env["club.deed"]._give(
            book.program_id,
            partner.ids,
            book.points,
            until=fields.Date.context_today(self) + timedelta(days=days) if days else None,
            description=book.name,
        )
        return card

    def _write_to(self, book, partner):
        lang = partner.lang or book.company_id._club_lang()
        return self.env["ladder.text"]._plan(
            partner,
            book.company_id,
            (book.with_context(lang=lang).text or "").replace("{code}", self.card_id.code or ""),
            rule_key=f"playbook:{book.id}",
            origin=f"ladder.playbook.run:{self.id}",
            purpose=book.purpose,
        )

    def _schedule(self, book, partner):
        for template in book.plan_id.template_ids:
            user = template.responsible_id or self.user_id or partner.user_id or self.env.user
            partner.activity_schedule(
                activity_type_id=template.activity_type_id.id,
                summary=template.summary or book.name,
                note=template.note,
                user_id=user.id,
                date_deadline=template._get_date_deadline(),
            )

    def _move_opportunities(self, book, partner):
        leads = self.env["crm.lead"].search(
            [
                ("partner_id", "child_of", partner.commercial_partner_id.id),
                ("type", "=", "opportunity"),
                ("won_status", "=", "pending"),
                ("stage_id", "!=", book.stage_id.id),
            ]
        )
        vals = {"stage_id": book.stage_id.id}
        if self.user_id:
            vals["user_id"] = self.user_id.id
        leads.write(vals)
