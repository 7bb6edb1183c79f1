"""A member's link: whoever gets it forwarded sees the code, and can leave the own number."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.customer_club.models.club_visit_register import retry_on_duplicate
from odoo.addons.customer_club.tools.digits import localize_digits
from odoo.addons.customer_club.tools.mobile import normalize_mobile

A_DAY = 20  # numbers that may be left with one code in a day: a link is not a machine's
KEPT_DAYS = 180


class LadderReferralInvite(models.Model):
    """A mobile number that was left with a member's link, until its owner comes.

    It waits for that one purpose: nobody is written to because of it.
    """

    _name = "ladder.referral.invite"
    _description = "Number Left with a Link"
    _order = "id desc"
    _rec_name = "mobile"

    code_id = fields.Many2one(
        "ladder.referral.code", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    mobile = fields.Char(required=True, readonly=True)

    _mobile_uniq = models.UniqueIndex(
        "(company_id, mobile)", "This number was left already: the first link counts."
    )
    _mobile_idx = models.Index("(mobile)")

    @api.model
    def _leave(self, code, typed):
        """Keep a number that was typed on the page of a link; the first link counts.

        :return: what is wrong, in words, or None
        """
        company = code.company_id
        mobile = normalize_mobile(typed or "", self.env["res.partner"]._club_region(company))
        if not mobile:
            return self.env._("This is not a mobile number. Write it like 0912 123 4567.")
        since = fields.Datetime.now() - timedelta(days=1)
        if self.search_count([("code_id", "=", code.id), ("create_date", ">=", since)]) >= A_DAY:
            return self.env._(
                "Many numbers were left here today. Just tell the code at the counter."
            )
        if not self.search_count([("company_id", "=", company.id), ("mobile", "=", mobile)]):
            with retry_on_duplicate():
                self.create({"code_id": code.id, "company_id": company.id, "mobile": mobile})
                self.flush_model()
        return None

    @api.model
    def _come(self, partner_ids):
        """Some of these customers may have left their number before they came."""
        self.flush_model()
        self.env["res.partner"].flush_model(["club_mobile"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT i.id, p.id FROM ladder_referral_invite i
                  JOIN res_partner p ON p.club_mobile = i.mobile
                       AND (p.company_id IS NULL OR p.company_id = i.company_id)
                 WHERE p.id = ANY(%s)
                """,
                list(partner_ids),
            )
        )
        for invite_id, partner_id in rows:
            invite = self.browse(invite_id)
            self.env["ladder.referral"]._claim(
                invite.company_id,
                [
                    {
                        "code": invite.code_id.code,
                        "referred_id": partner_id,
                        "referred_at": invite.create_date,
                        "source": "link",
                    }
                ],
            )
        self.browse([invite_id for invite_id, _partner in rows]).unlink()

    @api.autovacuum
    def _gc_invites(self):
        """Forget numbers whose owners did not come."""
        self.search(
            [("create_date", "<", fields.Datetime.now() - timedelta(days=KEPT_DAYS))], limit=10_000
        ).unlink()


class LadderReferralCode(models.Model):
    _inherit = "ladder.referral.code"

    link_id = fields.Many2one(
        "club.link", readonly=True, ondelete="set null", index="btree_not_null"
    )

    @api.model
    def _links(self, company, partner_ids):
        """``{partner id: (code, address)}``; codes and links are made where there is none."""
        self._mint(company, partner_ids)
        codes = self.sudo().search(
            [
                ("company_id", "=", company.id),
                ("partner_id", "in", list(partner_ids)),
                ("retired", "!=", True),
            ]
        )
        bare = codes.filtered(lambda code: not code.link_id)
        if bare:
            Link = self.env["club.link"].sudo()
            addresses = Link._mint(
                company,
                [{"kind": "referral", "partner_id": code.partner_id.id} for code in bare],
            )
            tokens = {
                address.rsplit("/", 1)[1]: code
                for address, code in zip(addresses, bare, strict=True)
            }
            for link in Link.search([("token", "in", list(tokens))]):
                tokens[link.token].link_id = link
        return {code.partner_id.id: (code.code, code.link_id._url()) for code in codes}


class ClubLink(models.Model):
    _inherit = "club.link"

    kind = fields.Selection(
        selection_add=[("referral", "Recommendation")], ondelete={"referral": "cascade"}
    )

    def _page_referral(self, post):
        """The code to tell, and a place to leave the own number. Who recommends is not told."""
        code = self.env["ladder.referral.code"].search(
            [("link_id", "=", self.id), ("partner_id", "=", self.partner_id.id)], limit=1
        )
        if not code:
            return None
        error, typed = None, ""
        if post is not None:
            typed = post.get("mobile", "")
            error = self.env["ladder.referral.invite"]._leave(code, typed)
        return "crm_ladder.referral_page", {
            "code": localize_digits(code.code, self.env.lang),
            "error": error,
            "typed": typed,
            "left": post is not None and not error,
        }


class LadderEngine(models.AbstractModel):
    _inherit = "ladder.engine"

    @api.model
    def _evaluate(self, partner_ids):
        """Whoever comes for the first time may have left the number with a friend's link."""
        self.env["ladder.referral.invite"].sudo()._come(partner_ids)
        return super()._evaluate(partner_ids)
