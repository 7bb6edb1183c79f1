from odoo import fields, models


class ClubIncomeBand(models.Model):
    """A rough step of income, in words: amounts would be wrong again next year."""

    _name = "club.income.band"
    _description = "Income Band"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index=True, help="Empty: for all companies.")

    _name_uniq = models.UniqueIndex(
        "(name, COALESCE(company_id, 0))", "This income band exists already."
    )
