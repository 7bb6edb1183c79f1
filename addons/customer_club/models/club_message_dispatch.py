"""From the ledger to Odoo's SMS queue: the one step that decides whether a text may go now."""

import logging
from uuid import uuid4

from psycopg2.errors import SerializationFailure

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import mute_logger

_logger = logging.getLogger(__name__)

BATCH = 500


class ClubMessage(models.Model):
    _inherit = "club.message"

    @api.model
    def _cron_dispatch(self):
        """Play what rules have due and hand texts to the SMS queue, in batches that commit.

        Any number of workers share the work: rows are claimed with ``SKIP LOCKED``, and the row's
        new state is committed together with what it became.
        """
        Run = self.env["club.rule.run"]
        while True:
            try:
                with mute_logger("odoo.sql_db"):
                    count = Run._play_due() + self._dispatch_batch()
            except SerializationFailure:
                # Another worker counted the same customers: begin again with what is true now.
                self.env.cr.rollback()
                self.env.invalidate_all(flush=False)
                if not self.env["ir.cron"]._commit_progress(0, remaining=1):
                    break
                continue
            left = len(self._dispatch_due(BATCH))
            left += Run.search_count(Run._due_domain(), limit=BATCH)
            if not self.env["ir.cron"]._commit_progress(count, remaining=left):
                break
            if not count or not left:
                break

    @api.model
    def _dispatch_batch(self):
        """Claim and dispatch one batch. :return: how many messages it held"""
        domain = self._dispatch_domain()
        batch = self._dispatch_due(BATCH)
        batch = batch.try_lock_for_update().filtered_domain(domain)
        batch._dispatch()
        self.env.flush_all()
        return len(batch)

    @api.model
    def _dispatch_due(self, limit):
        """The next messages to leave, service before advertising, oldest first.

        Two questions, since each has an index of its own: one for both would look at everything
        that is held each time somebody presses a key.
        """
        domain = Domain(self._dispatch_domain())
        planned = self.search(
            Domain("state", "=", "planned") & domain, limit=limit, order="purpose desc, id"
        )
        held = self.search(
            Domain("state", "=", "held")
            & Domain("held_until", "<=", fields.Datetime.now())
            & domain,
            limit=limit,
            order="held_until, id",
        )
        both = planned | held
        return both.sorted(lambda message: (message.purpose != "service", message.id))[:limit]

    @api.model
    def _dispatch_domain(self):
        """Which messages may leave now; extend it with what keeps one back."""
        return [
            "|",
            ("state", "=", "planned"),
            "&",
            ("state", "=", "held"),
            ("held_until", "<=", fields.Datetime.now()),
        ]

    def _dispatch(self):
        refused = self.browse()
        for reason_code, messages in self._dispatch_refusals().items():
            messages._set_state("blocked", reason_code=reason_code)
            refused |= messages
        going = (self - refused)._gate()
        for company, messages in going.grouped("company_id").items():
            for purpose, group in messages.grouped("purpose").items():
                group._dispatch_queue(company, purpose)

    def _dispatch_refusals(self):
        """Which messages must not go, by reason code. Service messages reach everybody, save who
        said in so many words that they do not want these either.

        :return: dict reason code → messages; extend it for further reasons
        """
        refused = self.browse()
        for (company, purpose), messages in self.grouped(
            lambda message: (message.company_id, message.purpose)
        ).items():
            partner_ids = self.env["club.consent"]._refused(
                messages.partner_id.ids, company, purpose
            )
            refused |= messages.filtered(lambda m, ids=partner_ids: m.partner_id.id in ids)
        # A text planned before the person changed numbers still goes to the old one.
        advertising = self.filtered(lambda message: message.purpose == "advertising")
        if advertising:
            listed = set(
                self.env["phone.blacklist"]
                .sudo()
                .search([("number", "in", advertising.mapped("number"))])
                .mapped("number")
            )
            refused |= advertising.filtered(lambda message: message.number in listed)
        return {"opted_out": refused} if refused else {}

    def _dispatch_queue(self, company, purpose):
        uuids = [uuid4().hex for _message in self]
        pairs = list(zip(self, uuids, strict=True))
        # Trackers first: they carry every later news from the provider to the ledger.
        self.env["sms.tracker"].sudo().create(
            [{"sms_uuid": uuid, "club_message_id": message.id} for message, uuid in pairs]
        )
        self.env["sms.sms"].sudo().with_company(company).with_context(sms_purpose=purpose).create(
            [
                {
                    "uuid": uuid,
                    "number": message.number,
                    "body": message.body,
                    "partner_id": message.partner_id.id,
                    "record_company_id": company.id,
                }
                for message, uuid in pairs
            ]
        )
        for message, uuid in pairs:
            message.sms_uuid = uuid
        self._set_state("queued")
