from odoo import api, models

# Odoo's log wants an address; there is none to keep.
NOBODY = "erased@club.invalid"


class ClubPrivacyLog(models.Model):
    _inherit = "club.privacy.log"

    @api.model
    def _note(self, kind, partner, mobile, counts, reason=None):
        """What the club erases stands in Odoo's own privacy log too."""
        log = super()._note(kind, partner, mobile, counts, reason)
        if kind == "erased":
            self.env["privacy.log"].sudo().create(
                {
                    "anonymized_name": partner.name,
                    "anonymized_email": NOBODY,
                    "user_id": self.env.uid,
                    "execution_details": self.env._("Erased by the customer club."),
                    "records_description": log.summary,
                    "additional_note": reason,
                }
            )
        return log
