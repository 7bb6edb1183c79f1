"""Everything the database holds about one person: found, handed out, erased.

Any model of any add-on takes part by defining one or both of two methods; nothing is registered,
and no add-on needs to know another (see README, *Personal data*):

``_personal_data_records(partners, numbers)`` → ``(records, field names)``
``_personal_data_erase(partners, numbers)`` → number of rows
"""

import re

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools.erasing import MASK, number_pattern
from ..tools.mobile import normalize_mobile


def unlinked(records):
    """Delete ``records``; return how many there were."""
    count = len(records)
    records.unlink()
    return count


class ClubPersonalData(models.AbstractModel):
    _name = "club.personal.data"
    _description = "Personal Data"

    @api.model
    def _models_with(self, hook):
        return [
            self.env[name].sudo()
            for name in sorted(self.env.registry)
            if hasattr(self.env[name], hook)
        ]

    @api.model
    def _numbers(self, partners):
        """All mobile numbers that these persons have or had, as E.164."""
        partners = partners.sudo()
        region = partners._club_region()
        typed = partners.mapped("club_mobile") + partners.mapped("phone_sanitized")
        typed += [normalize_mobile(phone or "", region) for phone in partners.mapped("phone")]
        typed += partners.club_old_mobile_ids.mapped("mobile")
        return sorted({number for number in typed if number})

    @api.model
    def _own_numbers(self, partners, numbers):
        """Those of ``numbers`` that are nobody else's: operators give numbers out anew."""
        self.env["res.partner"].flush_model(["club_mobile", "phone_sanitized"])
        others = self.env.execute_query(
            SQL(
                """
                SELECT club_mobile, phone_sanitized FROM res_partner
                 WHERE id <> ALL(%(ids)s)
                   AND (club_mobile = ANY(%(numbers)s) OR phone_sanitized = ANY(%(numbers)s))
                """,
                ids=partners.ids,
                numbers=numbers,
            )
        )
        taken = {number for row in others for number in row}
        return [number for number in numbers if number not in taken]

    @api.model
    def _sections(self, partner):
        """What is held about a person.

        :return: list of ``(records, field names)``, of the models that hold something
        """
        people = partner | partner._club_addresses()
        numbers = self._own_numbers(people, self._numbers(people))
        sections = []
        for model in self._models_with("_personal_data_records"):
            records, names = model._personal_data_records(people, numbers)
            if records:
                sections.append((records, [name for name in names if name in records._fields]))
        return sections

    # Erasing -----------------------------------------------------------------------------------

    @api.model
    def _obstacle(self, partner):
        """Why this person cannot be erased now, in words; False if nothing is in the way."""
        partner = partner.sudo().with_context(active_test=False)
        if partner.user_ids:
            return self.env._("%s is a user of this database.", partner.user_ids[0].login)
        if self.env["res.company"].sudo().search_count([("partner_id", "=", partner.id)], limit=1):
            return self.env._("%s is a company of this database.", partner.display_name)
        sending = self.env["sms.sms"].sudo()._personal_data_domain(partner, self._numbers(partner))
        if self.env["sms.sms"].sudo().search_count([("state", "=", "process"), *sending], limit=1):
            return self.env._(
                "A text to this person is being sent at this moment. Try again in some minutes."
            )
        return False

    @api.model
    def _erase(self, partner, reason, keep_refusal=False):
        """Erase a person: the record stays without a name, so that all totals stay.

        Everything happens in the caller's transaction, or nothing. A key press that comes at the
        same moment waits for the person's row and then makes a new member.

        :param partner: res.partner record
        :param reason: why, in words
        :param keep_refusal: leave the number on Odoo's blacklist, so that nobody writes to it
        :return: the ``club.privacy.log`` row; of the first time, if it was done before
        """
        partner.ensure_one()
        return self._erase_all(partner, reason, keep_refusal)

    @api.model
    def _erase_all(self, partners, reason, keep_refusal=False):
        """Erase several persons with one look through the database: see :meth:`_erase`.

        :return: the ``club.privacy.log`` rows, one for each person
        """
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT 1 FROM res_partner WHERE id = ANY(%s) ORDER BY id FOR UPDATE", [partners.ids]
        )
        partners.invalidate_recordset()
        before = partners.filtered("club_erased_at")
        logs = (
            self.env["club.privacy.log"]
            .sudo()
            .search([("partner_id", "in", before.ids), ("kind", "=", "erased")])
        )
        taken, numbers = [], []
        for partner in partners - before:
            taken.append((partner, *self._take_away(partner, keep_refusal)))
            numbers += taken[-1][2]
        self.env.flush_all()
        self.env.invalidate_all()
        kept = {"phone_blacklist", "club_number_stop"} if keep_refusal else set()
        swept = self._sweep(numbers, leave=kept)
        self.env.invalidate_all()
        if numbers:
            reason = re.sub(number_pattern(numbers), MASK, reason)
        for partner, mobile, _numbers, counts in taken:
            if len(taken) == 1:  # of several nobody can say whose row it was
                counts.update({t: counts.get(t, 0) + count for t, count in swept.items()})
            log = self.env["club.privacy.log"]._note("erased", partner, mobile, counts, reason)
            partner.sudo().with_context(tracking_disable=True).club_erased_at = log.at
            logs |= log
        return logs

    def _take_away(self, partner, keep_refusal):
        """Let every model take a person away.

        :return: ``(number that the log tells, numbers to look for, dict model → rows)``
        """
        obstacle = self._obstacle(partner)
        if obstacle:
            raise UserError(obstacle)
        mobile = partner.sudo().club_mobile or partner.sudo().phone_sanitized
        people = partner | partner._club_addresses()
        numbers = self._own_numbers(people, self._numbers(people))
        tools = self.with_context(club_keep_refusal=keep_refusal)
        counts = {}
        for model in tools._models_with("_personal_data_erase"):
            counts[model._name] = model._personal_data_erase(people, numbers) or 0
        people._club_anonymise()
        return mobile, numbers, counts
