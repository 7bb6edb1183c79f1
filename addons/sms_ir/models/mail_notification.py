from odoo import fields, models

from ..const import FAILURE_TYPES, NOTIFICATION_FAILURE_TYPES


class MailNotification(models.Model):
    _inherit = "mail.notification"

    failure_type = fields.Selection(selection_add=FAILURE_TYPES + NOTIFICATION_FAILURE_TYPES)
