from odoo import models


class ClubMessage(models.Model):
    _inherit = "club.message"

    def _compute_rule_label(self):
        """Say in words why the ladder wrote: by which playbook or offer, or on which occasion."""
        result = super()._compute_rule_label()
        occasions = {
            "case_closed": self.env._("Complaint solved"),
            "ask_nps": self.env._("Question: would you recommend us?"),
            "ask_satisfaction": self.env._("Question: were you satisfied?"),
            "referral:referrer": self.env._("Reward for bringing somebody"),
            "referral:referred": self.env._("Reward for coming by a recommendation"),
            "referral:invite": self.env._("Referral code"),
        }
        playbooks = self.env["ladder.playbook"].sudo().with_context(active_test=False)
        offers = self.env["ladder.offer"].sudo()
        for message in self:
            kind, _sep, key = (message.rule_key or "").partition(":")
            if kind == "playbook" and key.isdigit():
                playbook = playbooks.browse(int(key)).exists()
                message.rule_label = playbook.name or message.rule_label
            elif kind == "offer" and key.isdigit():
                offer = offers.browse(int(key)).exists()
                message.rule_label = offer.name or message.rule_label
            elif message.rule_key in occasions:
                message.rule_label = occasions[message.rule_key]
        return result
