from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    ladder_basket_months = fields.Integer(
        "Months of purchases",
        default=12,
        help="Purchases of so many months say what is bought together. 0: no analysis.",
    )
    ladder_basket_minimum = fields.Integer(
        "Together at least",
        default=5,
        help="In so many purchases two products must have met before anything is said of them.",
    )
    ladder_had_days = fields.Integer(
        "Has it for (days)",
        default=0,
        help="What a customer bought is not offered for so many days. "
        "0: never again; for what is used up, say how long it lasts.",
    )

    _ladder_basket_sane = models.Constraint(
        "CHECK (ladder_basket_months BETWEEN 0 AND 120 AND ladder_basket_minimum >= 1"
        " AND ladder_had_days >= 0)",
        "Months are from 0 to 120, purchases at least 1, days 0 or more.",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    ladder_basket_months = fields.Integer(related="company_id.ladder_basket_months", readonly=False)
    ladder_basket_minimum = fields.Integer(
        related="company_id.ladder_basket_minimum", readonly=False
    )
    ladder_had_days = fields.Integer(related="company_id.ladder_had_days", readonly=False)
