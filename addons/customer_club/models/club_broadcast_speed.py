"""How fast the texts of a company leave, as far as anybody knows."""

from odoo import fields, models
from odoo.tools import SQL

from ..tools.digits import localize_digits

# Where nothing has been sent yet: what gateways take without effort.
ASSUMED = 300
LOOK_BACK_DAYS = 90


class ClubBroadcast(models.Model):
    _inherit = "club.broadcast"

    def _texts_a_minute(self):
        """How many texts leave in a minute, and how that is known, in words.

        The fastest hour of the last months tells it: gateway, scheduled actions and machine
        together. A provider may know its own limit: any model may define
        ``_most_texts_a_minute(company)``, a number or None.
        """
        self.ensure_one()
        company = self.company_id
        limits = [
            limit
            for model in self.env["club.personal.data"]._models_with("_most_texts_a_minute")
            if (limit := model._most_texts_a_minute(company))
        ]
        seen = self._fastest_hour() / 60
        pace = min([*limits, max(seen, ASSUMED)])
        shown = localize_digits(str(round(pace)), self.env.lang)
        if limits and pace < max(seen, ASSUMED):
            return pace, self.env._("%s texts a minute, the limit of the provider", shown)
        if seen > ASSUMED:
            return pace, self.env._("%s texts a minute, as in the fastest hour so far", shown)
        return pace, self.env._("%s texts a minute, assumed", shown)

    def _fastest_hour(self):
        """The most texts that the company handed over within an hour lately."""
        since = fields.Datetime.subtract(fields.Datetime.now(), days=LOOK_BACK_DAYS)
        self.env["club.message"].flush_model(["queued_at"])
        [(most,)] = self.env.execute_query(
            SQL(
                """
                SELECT COALESCE(max(n), 0) FROM (
                    SELECT count(*) AS n FROM club_message
                     WHERE company_id = %s AND planned_at > %s AND queued_at IS NOT NULL
                     GROUP BY date_trunc('hour', queued_at)) t
                """,
                self.company_id.id,
                since,
            )
        )
        return most
