from odoo import fields, models


class SmsSms(models.Model):
    _inherit = "sms.sms"

    # The same field, with the same definition, as in Odoo's Twilio add-on and in SMS.ir's: a queued
    # SMS knows its company, and the provider add-on that sends it asks for it.
    record_company_id = fields.Many2one("res.company", "Company", ondelete="set null")
