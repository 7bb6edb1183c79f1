from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL


class ClubLevelGrant(models.Model):
    """A level that somebody joined: by a form, by paying, or because staff said so."""

    _name = "club.level.grant"
    _description = "Level Given"
    _order = "id desc"
    _rec_name = "level_id"
    _check_company_auto = True

    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, ondelete="cascade", index=True
    )
    level_id = fields.Many2one(
        "club.level", required=True, ondelete="restrict", index=True, check_company=True
    )
    company_id = fields.Many2one(
        "res.company", related="level_id.company_id", store=True, index=True
    )
    valid_from = fields.Date("From", required=True, default=fields.Date.context_today)
    valid_until = fields.Date("Until", help="The last day. Empty: for good.")
    reason = fields.Char("Why", required=True)
    origin = fields.Char(readonly=True, copy=False, help="What gave it; each origin gives once.")
    ended_at = fields.Datetime("Taken back", readonly=True, copy=False)

    _origin_uniq = models.UniqueIndex(
        "(origin) WHERE origin IS NOT NULL", "This has given the level before."
    )
    _span = models.Constraint(
        "CHECK (valid_until IS NULL OR valid_until >= valid_from)",
        "A level ends on the day on which it begins, or later.",
    )

    @api.constrains("partner_id", "level_id")
    def _check_partner_company(self):
        for grant in self:
            company = grant.partner_id.company_id
            if company and company != grant.company_id:
                raise ValidationError(
                    self.env._("%s is a member of another company.", grant.partner_id.name)
                )

    @api.model_create_multi
    def create(self, vals_list):
        grants = super().create(vals_list)
        grants._evaluate()
        return grants

    def write(self, vals):
        partners = {company: g.partner_id for company, g in self.grouped("company_id").items()}
        result = super().write(vals)
        for company, before in partners.items():
            self.env["club.level"]._evaluate(company, before.ids)
        self._evaluate()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("What was given is kept. Take it back instead."))

    def _evaluate(self):
        for company, grants in self.grouped("company_id").items():
            self.env["club.level"]._evaluate(company, grants.partner_id.ids)

    def action_take_back(self):
        """End it now; the member falls to what is earned."""
        live = self.filtered(lambda grant: not grant.ended_at)
        live.check_access("write")
        live.write({"ended_at": fields.Datetime.now()})

    @api.model
    def _give(self, level, grants):
        """Give a level to many, each origin once: in one statement, with rise and rules.

        :param level: club.level record
        :param grants: list of dicts ``partner_id``, ``valid_from``, ``valid_until`` (dates, the
            latter or None), ``reason`` (words), ``origin`` (unique text)
        :return: ids of the partners who got it now
        """
        names = {
            "partner_id": "int",
            "valid_from": "date",
            "valid_until": "date",
            "reason": "varchar",
            "origin": "varchar",
        }
        rows = self.env.execute_query(
            SQL(
                """
                INSERT INTO club_level_grant (%(names)s, level_id, company_id, create_uid,
                       create_date, write_uid, write_date)
                SELECT e.*, %(level)s, %(company)s, %(uid)s, %(now)s, %(uid)s, %(now)s
                  FROM unnest(%(arrays)s) AS e
                ON CONFLICT (origin) WHERE origin IS NOT NULL DO NOTHING
                RETURNING partner_id
                """,
                names=SQL(", ").join(SQL.identifier(name) for name in names),
                arrays=SQL(", ").join(
                    SQL("%s::" + kind + "[]", [grant[name] for grant in grants])  # pylint: disable=sql-injection
                    for name, kind in names.items()
                ),
                level=level.id,
                company=level.company_id.id,
                uid=self.env.uid,
                now=fields.Datetime.now(),
            )
        )
        given = [partner_id for (partner_id,) in rows]
        self.env["res.partner"].browse(given).invalidate_recordset(
            ["club_level_grant_ids"], flush=False
        )
        if given:
            self.env["club.level"]._evaluate(level.company_id, given)
        return given
