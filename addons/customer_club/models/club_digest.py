"""The weekly digest: last week's numbers by e-mail, to the people whom a company has chosen."""

import logging

from psycopg2.errors import SerializationFailure

from odoo import api, fields, models
from odoo.tools import SQL, mute_logger

from ..tools.digest_words import due_week, number_words
from ..tools.periods import change
from .club_owner import READERS

_logger = logging.getLogger(__name__)


class ClubDigest(models.Model):
    """A week's digest of a company: that it was sent, and to whom it could not be."""

    _name = "club.digest"
    _description = "Weekly Digest"
    _order = "week desc, id desc"
    _rec_name = "week"

    company_id = fields.Many2one("res.company", required=True, readonly=True)
    week = fields.Date("Week from", required=True, readonly=True)
    sent_at = fields.Datetime("Sent", required=True, readonly=True)
    reader_count = fields.Integer("Readers", readonly=True, aggregator=None)
    left_out = fields.Text(
        "Not sent to", readonly=True, help="Who was chosen and did not get it, and why."
    )

    _week_uniq = models.UniqueIndex(
        "(company_id, week)", "This week's digest has been sent before."
    )

    @api.model
    def _cron_send(self):
        """Send what is due, each company in a transaction of its own."""
        companies = self.env["res.company"].search([("club_digest_user_ids", "!=", False)])
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(companies))
        for company in companies:
            try:
                self._send_due(company)
            except Exception:  # another company's digest must not wait for this one
                self.env.cr.rollback()
                _logger.exception("The weekly digest of company %s was not sent", company.id)
            if not cron._commit_progress(1):
                break

    def _send_due(self, company):
        """Send the digest of the week that has ended, unless that is done; return the record.

        The row is the claim: two workers that meet have one index, and the mails are queued in its
        transaction.
        """
        week = self._due_week(company)
        if self.search_count([("company_id", "=", company.id), ("week", "=", week)], limit=1):
            return self.browse()
        try:
            with mute_logger("odoo.sql_db"):
                claimed = self.env.execute_query(
                    SQL(
                        """INSERT INTO club_digest (company_id, week, sent_at, create_uid,
                                create_date, write_uid, write_date)
                           VALUES (%(company)s, %(week)s, %(now)s, %(uid)s, %(now)s, %(uid)s,
                                %(now)s)
                           ON CONFLICT DO NOTHING RETURNING id""",
                        company=company.id,
                        week=week,
                        now=fields.Datetime.now(),
                        uid=self.env.uid,
                    )
                )
        except SerializationFailure:
            # Another worker has just sent it.
            self.env.cr.rollback()
            return self.browse()
        digest = self.browse([row[0] for row in claimed])
        if digest:
            digest._send(company, week)
        return digest

    def _due_week(self, company):
        now = self.env["club.owner"].with_company(company)._owner_now()
        return due_week(now, company._club_week_start())

    def _send(self, company, week):
        """Queue the mails of a digest, and note whom it did not reach."""
        self.ensure_one()
        # What is kept is read by whoever manages the club.
        words = self.with_context(lang=company._club_lang())
        mails, left_out = [], []
        for reader in company.sudo().club_digest_user_ids:
            reason = words._why_not(company, reader)
            if reason:
                left_out.append(f"{reader.name}: {reason}")
            else:
                mails.append(self._mail(company, week, reader))
        # Nobody writes mails but the server; what they say was read as their readers.
        self.env["mail.mail"].sudo().create(mails)
        self.write({"reader_count": len(mails), "left_out": "\n".join(left_out)})

    def _why_not(self, company, reader):
        """Why somebody who was chosen gets no digest; nothing when they do."""
        if not reader.active:
            return self.env._("The user is archived.")
        if company not in reader.company_ids:
            return self.env._("The user may not see this company.")
        if not reader.has_group(READERS):
            return self.env._("The user is neither marketer nor manager of the club.")
        if not reader.email:
            return self.env._("The user has no e-mail address.")
        return ""

    @api.model
    def _mail(self, company, week, reader):
        """Values of the mail to one reader: read with their rights, said in their language."""
        lang = reader.lang or company._club_lang()
        context = {
            "lang": lang,
            "tz": reader.tz or company._club_tz(),
            "allowed_company_ids": company.ids,
        }
        seen = self.with_user(reader).with_context(**context)
        values = seen._mail_values(week)
        body = seen.env["ir.qweb"].sudo()._render("customer_club.club_digest_mail", values)
        sender = company.sudo().email_formatted or self.env.ref("base.user_root").email_formatted
        return {
            "subject": values["subject"],
            "body_html": body,
            "email_from": sender,
            "email_to": reader.email_formatted,
            "author_id": company.sudo().partner_id.id,
            "auto_delete": True,
            "state": "outgoing",
            "headers": {"X-Auto-Response-Suppress": "OOF"},
        }

    def _mail_values(self, week):
        """What the mail says of the week from ``week`` on, to the current user."""
        owner, lang = self.env["club.owner"], self.env.lang
        owner._owner_check()
        span = owner._owner_span("week", week.isoformat(), None, None)
        facts = owner._owner_facts(span)
        words = owner._owner_period_words(span)
        return {
            "subject": self.env._(
                "%(company)s: the week of %(days)s",
                company=self.env.company.name,
                days=words["title"],
            ),
            "company": self.env.company,
            "title": words["title"],
            "compared": words["compared"],
            "rtl": self.env["res.lang"]._get_data(code=lang).direction == "rtl",
            "lang": (lang or "en").partition("_")[0],
            "cards": [self._mail_card(card) for card in owner._owner_cards(span, facts)],
            "busiest": self._mail_busiest(owner._owner_charts(span, facts)),
            "lists": owner._owner_lists(span, facts),
            "url": f"{self.get_base_url()}/odoo/club-overview",
        }

    def _mail_card(self, card):
        lang, before = self.env.lang, card["before"]
        percent = card["unit"] == "percent"
        moved = None
        if card["value"] is not None and before is not None:
            moved = card["value"] - before if percent else change(card["value"], before)
        way = "up" if (moved or 0) > 0 else "down"
        return {
            "title": card["title"],
            "value": number_words(card["value"], lang, card["unit"]),
            "before": before is not None and number_words(before, lang, card["unit"]),
            "moved": moved and number_words(abs(moved), lang, "" if percent else "percent"),
            "points": percent,
            "way": way,
            "color": "#6c757d"
            if not card["good"]
            else ("#1a7f37" if way == card["good"] else "#b42318"),
            "hint": card["hint"],
        }

    def _mail_busiest(self, charts):
        """The day, the hour and the tag with the most visits, each with their number."""
        names = {"days": self.env._("Day"), "hours": self.env._("Hour"), "tags": self.env._("Tag")}
        rows = []
        for chart in charts:
            visits = [series["values"] for series in chart["series"] if not series.get("line")]
            totals = [sum(values) for values in zip(*visits, strict=True)]
            if totals and max(totals):
                place = totals.index(max(totals))
                rows.append(
                    {
                        "title": names.get(chart["key"], chart["title"]),
                        "name": chart["titles"][place],
                        "value": number_words(totals[place], self.env.lang),
                    }
                )
        return rows
