"""Events of members that rules wait for: who joined, who was given a tag."""

from odoo import api, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        partners._club_fire_joined()
        partners._club_fire_tags({})
        return partners

    def write(self, vals):
        joining = self.browse()
        if vals.get("club_mobile"):
            joining = self.filtered(lambda partner: not partner.club_mobile)
        before = {}
        if "club_tag_ids" in vals and self._club_rule_waits("tag_given"):
            before = {partner.id: partner.club_tag_ids for partner in self}
        result = super().write(vals)
        if joining:
            joining._club_fire_joined()
        if "club_tag_ids" in vals:
            self._club_fire_tags(before)
        return result

    def _club_after_copy(self):
        result = super()._club_after_copy()
        self._club_fire_joined()
        return result

    def _club_rule_waits(self, trigger):
        """Whether a rule of the current company waits for ``trigger``; asks only the memory.

        With ``club_history`` in the context none does: what an import brings is long past.
        """
        if self.env.context.get("club_history"):
            return False
        specs = self.env["club.rule"]._event_specs(self.env.company.id)
        return any(spec.trigger == trigger for spec, _rule_id in specs)

    def _club_fire_joined(self):
        if not self._club_rule_waits("joined"):
            return
        members = self.filtered("club_mobile")
        members.flush_recordset()
        self.env["club.rule"]._fire(
            self.env.company,
            "joined",
            [{"partner_id": member.id, "origin": f"joined:{member.id}"} for member in members],
        )

    def _club_fire_tags(self, before):
        """Fire for the tags that customers carry now and did not before.

        :param before: dict partner id → club.tag records
        """
        if not self._club_rule_waits("tag_given"):
            return
        company = self.env.company
        none = self.env["club.tag"]
        given = [
            (partner, tag)
            for partner in self
            for tag in partner.club_tag_ids - before.get(partner.id, none)
            if tag.company_id == company
        ]
        self.env["club.rule"]._fire(
            company,
            "tag_given",
            [
                {
                    "partner_id": partner.id,
                    "origin": f"tag:{tag.id}",
                    "tag_id": tag.id,
                    "event_key": f"tag:{tag.id}",
                }
                for partner, tag in given
            ],
        )
