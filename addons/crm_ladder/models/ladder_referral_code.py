"""Personal codes of members: minted for many at once, found as they are typed."""

import secrets

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.customer_club.tools.digits import localize_digits

from ..tools.referral_code import is_code, make_code, normalize_code, payload_range

BATCH = 5000
TRIES = 50


class LadderReferralCode(models.Model):
    """The code by which a member recommends a company."""

    _name = "ladder.referral.code"
    _description = "Referral Code"
    _order = "id desc"
    _rec_name = "code"

    partner_id = fields.Many2one(
        "res.partner", "Member", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    code = fields.Char(required=True, readonly=True)
    retired = fields.Boolean(
        readonly=True, help="Of a record that was merged into another: it still counts for them."
    )

    _code_uniq = models.UniqueIndex("(company_id, code)", "Each code is one member's.")
    _member_uniq = models.UniqueIndex(
        "(partner_id, company_id) WHERE retired IS NOT TRUE", "A member has one code."
    )

    @api.depends("code")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for record in self:
            record.display_name = localize_digits(record.code or "", self.env.lang)

    @api.model
    def _mint(self, company, partner_ids):
        """Give every one of ``partner_ids`` a code; who has one keeps it.

        Two that mint for one member at once: the later one is run again by Odoo.

        :return: dict partner id → code (plain digits)
        """
        self = self.sudo()
        wanted = list(dict.fromkeys(partner_ids))
        codes = self._existing(company, wanted)
        missing = [partner_id for partner_id in wanted if partner_id not in codes]
        if not missing:
            return codes
        [(taken,)] = self.env.execute_query(
            SQL("SELECT COUNT(*) FROM ladder_referral_code WHERE company_id = %s", company.id)
        )
        room = payload_range(taken + len(missing))
        for _try in range(TRIES):
            # Whose code is somebody's already draws again.
            drawn = {make_code(room[secrets.randbelow(len(room))]): pid for pid in missing}
            rows = self.env.execute_query(
                SQL(
                    """
                    INSERT INTO ladder_referral_code (
                           company_id, partner_id, code, create_uid, create_date)
                    SELECT %(company)s, d.partner_id, d.code, %(uid)s, %(now)s
                      FROM unnest(%(partners)s::int[], %(codes)s::varchar[])
                           AS d (partner_id, code)
                        ON CONFLICT DO NOTHING RETURNING partner_id, code
                    """,
                    company=company.id,
                    partners=list(drawn.values()),
                    codes=list(drawn),
                    uid=self.env.uid,
                    now=fields.Datetime.now(),
                )
            )
            codes.update(rows)
            missing = [partner_id for partner_id in missing if partner_id not in codes]
            if not missing:
                return codes
        raise RuntimeError(f"no free referral code found in {TRIES} draws of {len(room)}")

    @api.model
    def _existing(self, company, partner_ids):
        self.flush_model()
        return dict(
            self.env.execute_query(
                SQL(
                    "SELECT partner_id, code FROM ladder_referral_code "
                    "WHERE company_id = %s AND partner_id = ANY(%s) AND retired IS NOT TRUE",
                    company.id,
                    list(partner_ids),
                )
            )
        )

    @api.model
    def _merge(self, partners, kept):
        """Leave ``kept`` one code a company of all that ``partners`` have; the others go on to
        count for the same person."""
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
                UPDATE ladder_referral_code c SET retired = TRUE
                  FROM (SELECT id, ROW_NUMBER() OVER (
                                   PARTITION BY company_id ORDER BY partner_id <> %s, id) AS n
                          FROM ladder_referral_code
                         WHERE partner_id = ANY(%s) AND retired IS NOT TRUE) o
                 WHERE o.id = c.id AND o.n > 1
                """,
                kept.id,
                partners.ids,
            )
        )
        self.invalidate_model(flush=False)

    @api.model
    def _find(self, company, typed):
        """Whose codes were typed: list of partners in the same order, empty for what is none."""
        codes = [normalize_code(text) for text in typed]
        known = {
            record.code: record.partner_id
            for record in self.sudo().search(
                [
                    ("company_id", "=", company.id),
                    ("code", "in", list({code for code in codes if is_code(code)})),
                    ("partner_id.active", "=", True),
                ]
            )
        }
        return [known.get(code, self.env["res.partner"].sudo()) for code in codes]

    @api.model
    def _cron_mint(self):
        """Give members of companies whose programme runs their codes, in batches that commit."""
        programs = self.env["ladder.referral.program"].sudo().search([("running", "=", True)])
        for company in programs.company_id:
            while True:
                rows = self.env.execute_query(
                    SQL(
                        """
                        SELECT p.id FROM res_partner p
                         WHERE p.club_mobile IS NOT NULL AND p.active
                           AND (p.company_id IS NULL OR p.company_id = %(company)s)
                           AND NOT EXISTS (SELECT FROM ladder_referral_code c
                                            WHERE c.partner_id = p.id AND c.retired IS NOT TRUE
                                              AND c.company_id = %(company)s)
                         ORDER BY p.id LIMIT %(batch)s
                        """,
                        company=company.id,
                        batch=BATCH,
                    )
                )
                self._mint(company, [partner_id for (partner_id,) in rows])
                left = self.env["ir.cron"]._commit_progress(
                    len(rows), remaining=int(len(rows) == BATCH)
                )
                if len(rows) < BATCH:
                    break
                if not left:
                    return
