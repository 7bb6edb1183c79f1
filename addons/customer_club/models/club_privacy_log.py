from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import hmac


class ClubPrivacyLog(models.Model):
    """Whose data was erased or handed out, when and by whom: without saying who it was."""

    _name = "club.privacy.log"
    _description = "Privacy Log"
    _order = "at desc, id desc"
    _rec_name = "kind"

    kind = fields.Selection(
        [("erased", "Erased"), ("exported", "Handed out")], required=True, readonly=True
    )
    at = fields.Datetime("Time", required=True, readonly=True, default=fields.Datetime.now)
    user_id = fields.Many2one(
        "res.users", "By", readonly=True, default=lambda self: self.env.user, ondelete="set null"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda self: self.env.company
    )
    partner_id = fields.Many2one(
        "res.partner", "Record", readonly=True, ondelete="set null", index="btree_not_null"
    )
    reason = fields.Char(readonly=True)
    number_hash = fields.Char(
        readonly=True,
        index="btree_not_null",
        help="Tells whether a number was the erased one, without keeping the number.",
    )
    counts = fields.Json(readonly=True, help="Model → number of rows.")
    summary = fields.Text(compute="_compute_summary")

    @api.depends("counts")
    @api.depends_context("lang")
    def _compute_summary(self):
        names = {
            model.model: model.name
            for model in self.env["ir.model"]
            .sudo()
            .search([("model", "in", [name for log in self for name in log.counts or {}])])
        }
        for log in self:
            log.summary = "\n".join(
                f"{names.get(model, model)}: {count}"
                for model, count in sorted((log.counts or {}).items())
            )

    @api.model
    def _hash(self, mobile):
        """A number's fingerprint, salted with the secret of this database."""
        return hmac(self.env(su=True), "club.privacy.log", mobile) if mobile else False

    @api.model
    def _note(self, kind, partner, mobile, counts, reason=None):
        """Write down what was done. Hook for add-ons that keep a record of their own."""
        return self.sudo().create(
            {
                "kind": kind,
                "partner_id": partner.id,
                "company_id": (partner.company_id or self.env.company).id,
                "user_id": self.env.uid,
                "reason": reason,
                "number_hash": self._hash(mobile),
                "counts": {model: count for model, count in counts.items() if count},
            }
        )

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(self.env._("The privacy log is kept as it is."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The privacy log is kept as it is."))
