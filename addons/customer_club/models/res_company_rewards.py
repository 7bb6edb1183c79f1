from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import ormcache

from ..tools.digits import localize_digits

# What the path of a key press knows by heart.
_KNOWN = {"club_program_id", "club_visit_points", "club_level_days", "club_level_keep_days"}


class ResCompany(models.Model):
    _inherit = "res.company"

    club_program_id = fields.Many2one(
        "loyalty.program",
        "Points programme",
        domain="[('program_type', '=', 'loyalty'), ('company_id', 'in', (False, id))]",
        help="The programme whose points members collect, for visits and for purchases.",
    )
    club_visit_points = fields.Float(
        "Points per visit", help="Each counted visit brings these. 0: visits bring none."
    )
    club_level_days = fields.Integer(
        "Levels look back (days)",
        default=365,
        help="Points earned and visits of these days decide on the level. 0: all that ever was.",
    )
    club_level_keep_days = fields.Integer(
        "A level stays at least (days)",
        default=90,
        help="Nobody falls sooner than this after reaching a level.",
    )

    # How far the evaluation of everybody has come: the last day that is done, the last member.
    club_levels_day = fields.Date(readonly=True, copy=False)
    club_levels_after = fields.Integer(readonly=True, copy=False)

    @api.constrains("club_visit_points", "club_level_days", "club_level_keep_days")
    def _check_club_rewards(self):
        for company in self:
            numbers = (
                company.club_visit_points,
                company.club_level_days,
                company.club_level_keep_days,
            )
            if min(numbers) < 0:
                raise ValidationError(
                    self.env._("Points per visit and days of levels are not negative.")
                )

    @api.constrains("club_program_id")
    def _check_club_program(self):
        for company in self:
            program = company.club_program_id.sudo()
            if program and program.program_type != "loyalty":
                raise ValidationError(
                    self.env._("%s is no programme in which points are collected.", program.name)
                )
            if program.company_id and program.company_id != company:
                raise ValidationError(self.env._("%s belongs to another company.", program.name))

    def write(self, vals):
        if not _KNOWN & vals.keys():
            return super().write(vals)
        self.env.registry.clear_cache()
        self.env["ir.cron"]._wake_soon("customer_club.ir_cron_club_levels")
        return super().write({"club_levels_day": False, "club_levels_after": 0, **vals})

    @api.model
    @ormcache()
    def _club_visit_points_specs(self):
        """What visits bring, by heart.

        :return: dict company id → ``(programme id, points, words, digits)`` where visits bring
            points; words of the history to the company's customers (# is the number), their digits
        """
        companies = self.sudo().search(
            [("club_program_id", "!=", False), ("club_visit_points", ">", 0)]
        )
        found = {}
        for company in companies:
            lang = company._club_lang()
            found[company.id] = (
                company.club_program_id.id,
                company.club_visit_points,
                self.with_context(lang=lang).env._("Visit no. #"),
                localize_digits("0123456789", lang),
            )
        return found

    def _club_make_program(self):
        """Make the points programme of a company that has none. :return: loyalty.program"""
        self.ensure_one()
        env = self.with_context(lang=self._club_lang()).env
        if not self.club_program_id:
            self.club_program_id = (
                env["loyalty.program"]
                .sudo()
                .create(
                    {
                        "name": env._("Club points"),
                        "program_type": "loyalty",
                        "applies_on": "both",
                        "trigger": "auto",
                        "portal_visible": True,
                        "portal_point_name": env._("points"),
                        "company_id": self.id,
                        "currency_id": self.currency_id.id,
                    }
                )
            )
        return self.club_program_id


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    club_program_id = fields.Many2one(
        related="company_id.club_program_id",
        readonly=False,
        domain="[('program_type', '=', 'loyalty'), ('company_id', 'in', (False, company_id))]",
    )
    club_visit_points = fields.Float(related="company_id.club_visit_points", readonly=False)
    club_level_days = fields.Integer(related="company_id.club_level_days", readonly=False)
    club_level_keep_days = fields.Integer(related="company_id.club_level_keep_days", readonly=False)

    def action_club_make_program(self):
        """The points programme, made where there is none, on its own page."""
        self.ensure_one()
        program = self.company_id._club_make_program()
        return {
            "type": "ir.actions.act_window",
            "res_model": "loyalty.program",
            "res_id": program.id,
            "views": [(False, "form")],
        }
