"""Somebody says who brought them: found by code, judged, kept."""

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.referral_judge import Claim, reason_to_refuse


class LadderReferral(models.Model):
    _inherit = "ladder.referral"

    @api.model
    def _claim(self, company, claims):
        """Take what people say about who brought them.

        Saying the same thing again changes nothing.

        :param company: whose programme it is
        :param claims: list of dicts ``code`` (as typed), ``referred_id``, ``source``, and, if it
            was not just now, ``referred_at``
        :return: list in the same order: the referral (refused ones too, with their reason), or an
            empty recordset where nobody has such a code
        """
        self = self.sudo()
        found = self.env["ladder.referral.code"]._find(company, [c["code"] for c in claims])
        return [
            self._claim_one(company, claim, owner) if owner else self.browse()
            for claim, owner in zip(claims, found, strict=True)
        ]

    @api.model
    def _claim_one(self, company, claim, referrer):
        said = self.search(
            [("referrer_id", "=", referrer.id), ("referred_id", "=", claim["referred_id"])],
            order="id desc",
            limit=1,
        )
        # A refusal for good is not written down again; one for being late is no such thing.
        if said and (said.state != "refused" or said.reason != "late"):
            return said
        return self.create(
            {
                "company_id": company.id,
                "referrer_id": referrer.id,
                "referred_id": claim["referred_id"],
                "referred_at": claim.get("referred_at") or fields.Datetime.now(),
                "source": claim["source"],
            }
        )

    @api.model
    def _judge(self, rows):
        """Why each of ``rows`` (values of new referrals) is refused, or None.

        Claims of a company are judged one after the other: two that would close a ring, or name
        the same customer, at the same moment cannot both be let in.
        """
        if not rows:
            return []
        self.env.flush_all()
        companies = self.env["res.company"].browse({row["company_id"] for row in rows})
        programs = {
            company.id: self.env["ladder.referral.program"]._take_turn(company)
            for company in companies.sorted("id")
        }
        persons = {row[key] for row in rows for key in ("referrer_id", "referred_id")}
        brought_by = self._brought_by(persons)
        known = self._known_since([row["referred_id"] for row in rows])
        marks = self._marks(persons)
        reasons = []
        for row in rows:
            referrer, referred = row["referrer_id"], row["referred_id"]
            company = companies.browse(row["company_id"])
            claim = Claim(
                referrer,
                referred,
                company._club_day(fields.Datetime.to_datetime(row["referred_at"])),
                known.get(referred),
                marks.get(referrer, frozenset()),
                marks.get(referred, frozenset()),
            )
            reason = reason_to_refuse(claim, brought_by, programs[company.id].grace_days)
            if not reason:
                brought_by[referred] = referrer
            reasons.append(reason)
        return reasons

    @api.model
    def _brought_by(self, partner_ids, without=()):
        """``{referred: referrer}`` of partners and of all those above them."""
        return dict(
            self.env.execute_query(
                SQL(
                    """
                    WITH RECURSIVE up AS (
                        SELECT referred_id, referrer_id FROM ladder_referral
                         WHERE referred_id = ANY(%(ids)s) AND state <> 'refused'
                           AND id <> ALL(%(without)s)
                         UNION
                        SELECT r.referred_id, r.referrer_id
                          FROM up JOIN ladder_referral r ON r.referred_id = up.referrer_id
                               AND r.state <> 'refused' AND r.id <> ALL(%(without)s))
                    SELECT referred_id, referrer_id FROM up
                    """,
                    ids=list(partner_ids),
                    without=list(without),
                )
            )
        )

    @api.model
    def _known_since(self, partner_ids):
        """``{partner: first day on which we knew them}``: a purchase, a visit, the membership.

        What was returned counts too: whoever returned something had bought.
        """
        Facts = self.env["ladder.facts"]
        zone = self.env["res.company"]._ladder_main()._ladder_tz()
        return dict(
            self.env.execute_query(
                SQL(
                    """
                    WITH %(ctes)s
                    SELECT p.id, LEAST(
                               (SELECT MIN(day) FROM purchase_day WHERE subject_id = p.id),
                               (SELECT MIN(visit.day) FROM scope JOIN visit USING (partner_id)
                                 WHERE scope.subject_id = p.id),
                               CASE WHEN p.club_mobile IS NOT NULL THEN COALESCE(
                                   p.club_joined_on,
                                   (p.create_date AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date)
                               END) AS day
                      FROM res_partner p WHERE p.id = ANY(%(ids)s)
                    """,
                    ctes=SQL(", ").join(Facts._ctes_purchases(partner_ids)),
                    ids=list(partner_ids),
                    zone=zone,
                )
            )
        )

    @api.model
    def _marks(self, partner_ids):
        """``{partner: what tells two records to be one person}``.

        Mobile numbers of today and of before, e-mail, bank accounts. A landline is a household's.
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id, 'number', club_mobile FROM res_partner
                 WHERE id = ANY(%(ids)s) AND club_mobile IS NOT NULL
                UNION SELECT id, 'number', phone_sanitized FROM res_partner
                 WHERE id = ANY(%(ids)s)
                   AND (phone_sanitized LIKE '+989%%' OR phone_sanitized NOT LIKE '+98%%')
                UNION SELECT partner_id, 'number', mobile FROM club_mobile_history
                 WHERE partner_id = ANY(%(ids)s)
                UNION SELECT id, 'email', email_normalized FROM res_partner
                 WHERE id = ANY(%(ids)s) AND email_normalized <> ''
                UNION SELECT partner_id, 'bank', sanitized_acc_number FROM res_partner_bank
                 WHERE partner_id = ANY(%(ids)s) AND sanitized_acc_number <> ''
                """,
                ids=list(partner_ids),
            )
        )
        found = {}
        for partner_id, kind, value in rows:
            found.setdefault(partner_id, set()).add((kind, value))
        return {partner_id: frozenset(marks) for partner_id, marks in found.items()}
