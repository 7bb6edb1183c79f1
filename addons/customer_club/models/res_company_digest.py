"""Who gets the weekly digest of a company."""

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

MANAGER = "customer_club.group_club_manager"


class ResCompany(models.Model):
    _inherit = "res.company"

    club_digest_user_ids = fields.Many2many(
        "res.users",
        "club_digest_reader_rel",
        "company_id",
        "user_id",
        "Readers of the weekly digest",
        help="Marketers and managers of the club who may see this company get it by e-mail, on the "
        "first morning of each week.",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    club_digest_user_ids = fields.Many2many(
        related="company_id.club_digest_user_ids", readonly=False
    )

    def action_club_digest_trial(self):
        """Send last week's digest to oneself, as it would go out; it counts as no sending."""
        self.ensure_one()
        user, company = self.env.user, self.env.company
        if not user.has_group(MANAGER):
            raise AccessError(self.env._("Only managers of the club send a trial of the digest."))
        Digest = self.env["club.digest"]
        reason = Digest._why_not(company, user)
        if reason:
            raise UserError(reason)
        # Nobody writes mails but the server; the page in it was read with this user's rights.
        mail = Digest._mail(company, Digest._due_week(company), user)
        self.env["mail.mail"].sudo().create(mail)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("The digest of last week is on its way to %s.", user.email),
            },
        }
