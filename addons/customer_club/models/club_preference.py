from random import randint

from odoo import fields, models


class ClubPreference(models.Model):
    """Something that customers like or want: "window seat", "no sugar", "size 42"."""

    _name = "club.preference"
    _description = "Customer Preference"
    _order = "name, id"

    name = fields.Char(required=True)
    color = fields.Integer(default=lambda self: randint(1, 11))
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        default=lambda self: self.env.company,
        index=True,
        help="Empty: for all companies.",
    )

    _name_uniq = models.UniqueIndex(
        "(name, COALESCE(company_id, 0))", "This preference exists already."
    )
