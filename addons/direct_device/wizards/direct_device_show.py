from odoo import fields, models


class DirectDeviceShow(models.AbstractModel):
    """Shows a pairing code or a secret once. Abstract on purpose: nothing of it is stored."""

    _name = "direct.device.show"
    _description = "Connect a Keypad"

    # The web client asks for defaults through this field's presence, as for any form.
    id = fields.Id()
    device_id = fields.Many2one("direct.device", "Keypad", readonly=True)
    code = fields.Char("Pairing code", readonly=True)
    url = fields.Char("Address", readonly=True)
    secret = fields.Char(readonly=True)
