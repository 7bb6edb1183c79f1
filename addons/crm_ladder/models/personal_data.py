"""What the ladder and its leads hold about a person, for customer_club's erasing and handing out.

Rungs, moves and purchases are figures: they stay on the record without a name.
"""

from odoo import api, models

from odoo.addons.customer_club.models.club_personal_data import unlinked


def _forget_thread(records):
    """Delete what was written under these records; return how many messages that were."""
    messages = records.env["mail.message"].sudo()
    return unlinked(messages.search([("model", "=", records._name), ("res_id", "in", records.ids)]))


class LadderMove(models.Model):
    _inherit = "ladder.move"

    @api.model
    def _personal_data_records(self, partners, _numbers):
        moves = self.search([("partner_id", "in", partners.ids)], order="id")
        return moves, ["create_date", "rung_id", "reason"]


class LadderFeedback(models.Model):
    _inherit = "ladder.feedback"

    @api.model
    def _personal_data_records(self, partners, _numbers):
        answers = self.search([("partner_id", "in", partners.ids)], order="id")
        return answers, ["create_date", "kind", "score", "comment", "closing_text", "state"]

    @api.model
    def _personal_data_erase(self, partners, _numbers):
        """The answers stay in the averages, without the words."""
        answers = self.search([("partner_id", "in", partners.ids)])
        answers.with_context(tracking_disable=True).write(
            {"comment": False, "closing_text": False, "token": False}
        )
        answers.activity_ids.unlink()
        return len(answers) + _forget_thread(answers)


class LadderReferral(models.Model):
    _inherit = "ladder.referral"

    @api.model
    def _personal_data_records(self, partners, _numbers):
        referrals = self.search(
            ["|", ("referred_id", "in", partners.ids), ("referrer_id", "in", partners.ids)],
            order="id",
        )
        return referrals, ["referred_at", "source", "state", "purchase_day", "rewarded_at"]

    @api.model
    def _personal_data_erase(self, partners, _numbers):
        referrals = self.search([("referred_id", "in", partners.ids), ("note", "!=", False)])
        referrals.write({"note": False})
        return len(referrals)


class LadderReferralCode(models.Model):
    _inherit = "ladder.referral.code"

    @api.model
    def _personal_data_records(self, partners, _numbers):
        return self.search([("partner_id", "in", partners.ids)]), ["create_date", "code"]

    @api.model
    def _personal_data_erase(self, partners, _numbers):
        """Nobody can be brought by them any more; numbers left with their link go along."""
        return unlinked(self.search([("partner_id", "in", partners.ids)]))


class LadderReferralInvite(models.Model):
    _inherit = "ladder.referral.invite"

    @api.model
    def _personal_data_records(self, _partners, numbers):
        return self.search([("mobile", "in", list(numbers))]), ["create_date", "mobile"]

    @api.model
    def _personal_data_erase(self, _partners, numbers):
        return unlinked(self.search([("mobile", "in", list(numbers))]))


class LadderPolicyGrant(models.Model):
    _inherit = "ladder.policy.grant"

    @api.model
    def _personal_data_records(self, partners, _numbers):
        grants = self.search([("partner_id", "in", partners.ids)], order="id")
        return grants, ["policy_id", "state", "granted_at", "settled_at"]


class LadderPrivilegeHolder(models.Model):
    _inherit = "ladder.privilege.holder"

    @api.model
    def _personal_data_records(self, partners, _numbers):
        held = self.search([("partner_id", "in", partners.ids)], order="id")
        return held, ["privilege_id", "since", "until"]


class LadderPrivilegeUse(models.Model):
    _inherit = "ladder.privilege.use"

    @api.model
    def _personal_data_records(self, partners, _numbers):
        uses = self.search([("partner_id", "in", partners.ids)], order="id")
        return uses, ["privilege_id", "used_at"]


class LadderRole(models.Model):
    _inherit = "ladder.role"

    @api.model
    def _personal_data_erase(self, partners, _numbers):
        roles = self.search([("partner_id", "in", partners.ids), ("note", "!=", False)])
        roles.write({"note": False})
        return len(roles)


class LadderBenefitEntry(models.Model):
    _inherit = "ladder.benefit.entry"

    @api.model
    def _personal_data_erase(self, partners, _numbers):
        """The list stays as it was promised; without the salt nobody can tell whose line it is."""
        self.env.cr.execute(
            "UPDATE ladder_benefit_entry SET salt = NULL WHERE partner_id = ANY(%s)"
            " AND salt IS NOT NULL",
            [partners.ids],
        )
        self.invalidate_model(["salt"], flush=False)
        return self.env.cr.rowcount


class LadderAward(models.Model):
    _inherit = "ladder.award"

    @api.model
    def _personal_data_records(self, partners, _numbers):
        awards = self.search([("partner_id", "in", partners.ids)], order="id")
        return awards, ["benefit_id", "place", "state", "offered_at", "answered_at", "handed_at"]

    @api.model
    def _personal_data_erase(self, partners, _numbers):
        """That a unit was handed over stays; the signature goes."""
        awards = self.search([("partner_id", "in", partners.ids)])
        awards._advance({"signature": False, "entered_code": False, "token": False, "code": False})
        return len(awards) + _forget_thread(awards)


class CrmLead(models.Model):
    _inherit = "crm.lead"

    @api.model
    def _personal_data_records(self, partners, _numbers):
        leads = self.with_context(active_test=False).search([("partner_id", "in", partners.ids)])
        return leads, ["create_date", "name", "contact_name", "phone", "email_from", "description"]

    @api.model
    def _personal_data_erase(self, partners, _numbers):
        """A lead stays as a figure of the pipeline."""
        leads = self.with_context(active_test=False).search([("partner_id", "in", partners.ids)])
        quiet = leads.with_context(tracking_disable=True, mail_notrack=True)
        for lead in quiet:
            lead.write(
                {
                    "name": self.env._("Erased lead %s", lead.id),
                    "contact_name": False,
                    "partner_name": False,
                    "phone": False,
                    "email_from": False,
                    "description": False,
                    "street": False,
                    "zip": False,
                    "city": False,
                    "website": False,
                    "function": False,
                }
            )
        leads.activity_ids.unlink()
        return len(leads) + _forget_thread(leads)


class LadderOfferLine(models.Model):
    _inherit = "ladder.offer.line"

    @api.model
    def _personal_data_records(self, partners, _numbers):
        lines = self.search([("partner_id", "in", partners.ids)], order="id")
        return lines, ["offer_id", "state", "given_at", "until", "shown_at", "bought_at"]
