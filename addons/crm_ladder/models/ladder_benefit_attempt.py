import logging

from odoo import api, fields, models

_logger = logging.getLogger(__name__)


class LadderBenefitAttempt(models.Model):
    """Somebody tried what is not allowed with a benefit. Kept although the attempt was undone."""

    _name = "ladder.benefit.attempt"
    _description = "Refused Attempt on a Scarce Benefit"
    _order = "id desc"
    _log_access = False
    _rec_name = "words"

    at = fields.Datetime("Time", required=True, readonly=True)
    user_id = fields.Many2one("res.users", readonly=True, ondelete="set null")
    # No key to the benefit: the row is written by a transaction that may not see it.
    benefit_number = fields.Integer(readonly=True, index=True)
    benefit_name = fields.Char("Benefit", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True, ondelete="set null")
    words = fields.Char("What was refused", readonly=True)

    @api.model
    def _log(self, benefit, words):
        """Write it down in a transaction of its own, which the refusal does not undo."""
        values = (
            fields.Datetime.now(),
            self.env.uid,
            benefit.id or None,
            benefit.sudo().name or None,
            benefit.sudo().company_id.id or None,
            words,
        )
        _logger.info("Refused on benefit %s for user %s: %s", benefit.id, self.env.uid, words)
        with self.env.registry.cursor() as cr:
            cr.execute(
                """INSERT INTO ladder_benefit_attempt
                          (at, user_id, benefit_number, benefit_name, company_id, words)
                   SELECT %s, (SELECT id FROM res_users WHERE id = %s), %s, %s,
                          (SELECT id FROM res_company WHERE id = %s), %s""",
                values,
            )
