from odoo import models

# Kinds of rule keys → the model whose record of that number wrote the text.
NAMED_BY = {
    "playbook": "ladder.playbook",
    "offer": "ladder.offer",
    "policy": "ladder.policy",
    "privilege": "ladder.privilege",
}


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
        for message in self:
            kind, _sep, key = (message.rule_key or "").partition(":")
            if kind in NAMED_BY and key.isdigit():
                records = self.env[NAMED_BY[kind]].sudo().with_context(active_test=False)
                message.rule_label = records.browse(int(key)).exists().name or message.rule_label
            elif message.rule_key in occasions:
                message.rule_label = occasions[message.rule_key]
        return result
