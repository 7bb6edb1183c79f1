"""Which tags and rules came from a ready scenario: what is there is not made anew."""

from odoo import fields, models


class ClubTag(models.Model):
    _inherit = "club.tag"

    scenario_code = fields.Char(readonly=True, copy=False)

    _scenario_uniq = models.UniqueIndex(
        "(company_id, scenario_code) WHERE scenario_code IS NOT NULL",
        "This tag of the scenario is there already.",
    )


class ClubRule(models.Model):
    _inherit = "club.rule"

    scenario_code = fields.Char(readonly=True, copy=False)

    _scenario_uniq = models.UniqueIndex(
        "(company_id, scenario_code) WHERE scenario_code IS NOT NULL",
        "This rule of the scenario is there already.",
    )
