"""What each model that customer_club owns or depends on holds about a person, and how it goes."""

from odoo import api, models
from odoo.tools import SQL

from .club_personal_data import unlinked


class ClubVisit(models.Model):
    _inherit = "club.visit"

    @api.model
    def _personal_data_records(self, partners, _numbers):
        visits = self.search([("partner_id", "in", partners.ids)], order="visited_at, id")
        return visits, ["visited_at", "number", "tag_title", "source", "void_date", "company_id"]


class ClubMessage(models.Model):
    _inherit = "club.message"

    @api.model
    def _personal_data_records(self, partners, _numbers):
        messages = self.search([("partner_id", "in", partners.ids)], order="id")
        names = ["planned_at", "number", "body", "purpose", "state", "rule_label", "company_id"]
        return messages, names

    @api.model
    def _personal_data_erase(self, partners, _numbers):
        messages = self.search([("partner_id", "in", partners.ids)])
        messages.filtered(lambda m: m.state in ("planned", "held", "queued"))._cancel("erased")
        messages.flush_recordset()
        self.env.cr.execute(
            """
            UPDATE club_message SET number = '', body = '', failure_detail = NULL
             WHERE partner_id = ANY(%s)
            """,
            [partners.ids],
        )
        return self.env.cr.rowcount

    @api.model
    def _reason_words(self):
        return {**super()._reason_words(), "erased": self.env._("The person was erased.")}


class ClubMobileHistory(models.Model):
    _inherit = "club.mobile.history"

    @api.model
    def _personal_data_records(self, partners, _numbers):
        return self.search([("partner_id", "in", partners.ids)]), ["mobile", "until"]

    @api.model
    def _personal_data_erase(self, partners, _numbers):
        numbers = self.search([("partner_id", "in", partners.ids)])
        return unlinked(numbers)


class ClubConsent(models.Model):
    _inherit = "club.consent"

    @api.model
    def _personal_data_records(self, partners, _numbers):
        names = ["at", "purpose", "given", "channel", "wording", "mobile", "company_id"]
        return self.search([("partner_id", "in", partners.ids)], order="at, id"), names

    @api.model
    def _personal_data_erase(self, partners, _numbers):
        self.flush_model()
        self.env.cr.execute(
            "UPDATE club_consent SET mobile = NULL, wording = NULL WHERE partner_id = ANY(%s)",
            [partners.ids],
        )
        return self.env.cr.rowcount


class PhoneBlacklist(models.Model):
    _inherit = "phone.blacklist"

    @api.model
    def _personal_data_records(self, _partners, numbers):
        entries = self.with_context(active_test=False).search([("number", "in", numbers)])
        return entries, ["number", "active", "create_date"]

    @api.model
    def _personal_data_erase(self, _partners, numbers):
        entries = self.with_context(active_test=False).search([("number", "in", numbers)])
        if self.env.context.get("club_keep_refusal"):
            entries = entries.filtered(lambda entry: not entry.active)
        return unlinked(entries)


class SmsSms(models.Model):
    _inherit = "sms.sms"

    @api.model
    def _personal_data_domain(self, partners, numbers):
        return ["|", ("partner_id", "in", partners.ids), ("number", "in", numbers)]

    @api.model
    def _personal_data_erase(self, partners, numbers):
        texts = self.search(self._personal_data_domain(partners, numbers))
        # Those that wait are not sent any more; the ledger has cancelled them.
        return unlinked(texts)


class MailMessage(models.Model):
    _inherit = "mail.message"

    @api.model
    def _personal_data_domain(self, partners):
        return [("model", "=", "res.partner"), ("res_id", "in", partners.ids)]

    @api.model
    def _personal_data_records(self, partners, _numbers):
        messages = self.search(self._personal_data_domain(partners), order="id")
        return messages, ["date", "author_id", "body", "message_type"]

    @api.model
    def _personal_data_erase(self, partners, numbers):
        count = unlinked(self.search(self._personal_data_domain(partners)))
        self.env.cr.execute(
            SQL(
                """
                UPDATE mail_notification SET sms_number = NULL, failure_reason = NULL
                 WHERE sms_number IS NOT NULL
                   AND (res_partner_id = ANY(%s) OR sms_number = ANY(%s))
                """,
                partners.ids,
                numbers,
            )
        )
        # What the person wrote elsewhere stays there, without words.
        self.env.cr.execute(
            SQL(
                "UPDATE mail_message SET body = '', subject = NULL, email_from = NULL"
                " WHERE author_id = ANY(%s)",
                partners.ids,
            )
        )
        return count + self.env.cr.rowcount


class MailActivity(models.Model):
    _inherit = "mail.activity"

    @api.model
    def _personal_data_domain(self, partners):
        return [("res_model", "=", "res.partner"), ("res_id", "in", partners.ids)]

    @api.model
    def _personal_data_records(self, partners, _numbers):
        activities = self.with_context(active_test=False).search(
            self._personal_data_domain(partners)
        )
        return activities, ["date_deadline", "summary", "note", "user_id"]

    @api.model
    def _personal_data_erase(self, partners, _numbers):
        records, _names = self._personal_data_records(partners, [])
        return unlinked(records)


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    @api.model
    def _personal_data_erase(self, partners, _numbers):
        files = self.search(
            [
                ("res_model", "=", "res.partner"),
                ("res_id", "in", partners.ids),
                ("res_field", "=", False),
            ]
        )
        return unlinked(files)


class ClubSocialProfile(models.Model):
    _inherit = "club.social.profile"

    @api.model
    def _personal_data_records(self, partners, _numbers):
        return self.search([("partner_id", "in", partners.ids)]), ["network", "handle", "url"]

    @api.model
    def _personal_data_erase(self, partners, _numbers):
        profiles = self.search([("partner_id", "in", partners.ids)])
        return unlinked(profiles)
