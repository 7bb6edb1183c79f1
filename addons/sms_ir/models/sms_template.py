from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools import approved


class SmsTemplate(models.Model):
    _inherit = "sms.template"

    sms_ir_template_number = fields.Integer(
        "SMS.ir Template Number",
        copy=False,
        help="The number of the template that SMS.ir approved. Service messages of this template "
        "then go by SMS.ir's own service lines and reach people who blocked advertising.",
    )
    sms_ir_text = fields.Text(
        "Approved Text",
        help="The text as SMS.ir approved it, with its #NAME# places.",
    )
    sms_ir_parameter_ids = fields.One2many("sms.ir.parameter", "template_id", "Places")
    sms_ir_fallback = fields.Selection(
        [
            ("shorten", "Shorten the value"),
            ("text", "Send as a plain text"),
            ("hold", "Hold the message"),
        ],
        "If a Value Is Too Long",
        default="shorten",
        required=True,
    )
    sms_ir_blocked_reason = fields.Char("Refused by SMS.ir", readonly=True, copy=False)

    @api.constrains("sms_ir_template_number", "sms_ir_text", "sms_ir_parameter_ids")
    def _check_sms_ir_text(self):
        reasons = {
            "none": self.env._("The approved text has no #NAME# place."),
            "twice": self.env._("A place may be in the approved text once only."),
            "adjacent": self.env._("There must be something between two places."),
        }
        for template in self.filtered("sms_ir_template_number"):
            try:
                names = approved.check(template.sms_ir_text or "")
            except approved.BadTemplate as error:
                raise ValidationError(reasons[error.reason]) from None
            mapped = template.sms_ir_parameter_ids.mapped("name")
            if template.sms_ir_parameter_ids and sorted(mapped) != sorted(names):
                raise ValidationError(
                    self.env._(
                        "The places are %(mapped)s, but the approved text has %(names)s.",
                        mapped=", ".join(mapped),
                        names=", ".join(names),
                    )
                )
            for parameter in template.sms_ir_parameter_ids:
                if "{{" not in parameter.value and len(parameter.value) > approved.LIMIT:
                    raise ValidationError(
                        self.env._(
                            "The value of %(name)s is longer than %(limit)s characters.",
                            name=parameter.name,
                            limit=approved.LIMIT,
                        )
                    )

    @api.model_create_multi
    def create(self, vals_list):
        """Write the body from the approved text, so that the two cannot differ."""
        templates = super().create(vals_list)
        templates._sms_ir_write_body()
        return templates

    def write(self, vals):
        """Keep the body as SMS.ir approved it; a changed template is tried again."""
        keys = {"sms_ir_template_number", "sms_ir_text", "sms_ir_parameter_ids"}
        if vals.keys() & keys:
            vals = {"sms_ir_blocked_reason": False, **vals}
        result = super().write(vals)
        if vals.keys() & keys:
            self._sms_ir_write_body()
        return result

    def _sms_ir_write_body(self):
        for template in self:
            values = {row.name: row.value for row in template.sms_ir_parameter_ids}
            if template.sms_ir_template_number and values:
                template.body = approved.fill(template.sms_ir_text, values)

    def _sms_ir_plan(self, body):
        """Return ``(values, reason)``: how ``body`` goes by this approved template.

        Values are ``None`` where it goes as a plain text; a reason says why the message is held.
        """
        self.ensure_one()
        fallback = self.sms_ir_fallback
        if self.sms_ir_blocked_reason:
            return None, self.sms_ir_blocked_reason if fallback == "hold" else None
        fit = approved.extract(self.sms_ir_text or "", body)
        if fit is None:
            reason = self.env._("Waits: the text differs from the text that SMS.ir approved.")
            return None, reason if fallback == "hold" else None
        if not fit.too_long:
            return fit.values, None
        if fallback == "shorten":
            return approved.shorten(fit.values), None
        reason = self.env._(
            "Waits: %(names)s is longer than %(limit)s characters.",
            names=", ".join(fit.too_long),
            limit=approved.LIMIT,
        )
        return None, reason if fallback == "hold" else None


class SmsIrParameter(models.Model):
    _name = "sms.ir.parameter"
    _description = "SMS.ir Template Place"
    _order = "id"

    template_id = fields.Many2one("sms.template", required=True, index=True, ondelete="cascade")
    name = fields.Char("Place", required=True, help="As in the approved text, without the # marks.")
    value = fields.Char(required=True, help="Such as {{ object.name }}, or a fixed text.")

    _name_unique = models.Constraint("unique(template_id, name)", "This place is filled already.")
