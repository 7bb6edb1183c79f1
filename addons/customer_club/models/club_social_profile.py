from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.social import clean_handle, network_of, profile_url

NETWORKS = [
    ("instagram", "Instagram"),
    ("telegram", "Telegram"),
    ("whatsapp", "WhatsApp"),
    ("eitaa", "Eitaa"),
    ("bale", "Bale"),
    ("rubika", "Rubika"),
    ("x", "X"),
    ("linkedin", "LinkedIn"),
    ("website", "Website"),
]


class ClubSocialProfile(models.Model):
    """Where else a member is met: one click opens the profile or the chat."""

    _name = "club.social.profile"
    _description = "Social Profile"
    _order = "network, id"
    _rec_name = "handle"

    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, index=True, ondelete="cascade"
    )
    network = fields.Selection(NETWORKS, required=True, default="instagram")
    handle = fields.Char(
        "Name or link",
        required=True,
        help="The name, with or without @, the number, or the whole link as copied from the app.",
    )
    url = fields.Char("Link", compute="_compute_url")

    _profile_uniq = models.UniqueIndex(
        "(partner_id, network, handle)", "This profile is on the record already."
    )

    @api.depends("network", "handle")
    def _compute_url(self):
        for profile in self:
            whole = profile.network and profile.handle
            profile.url = whole and profile_url(profile.network, profile.handle)

    @api.onchange("handle")
    def _onchange_handle(self):
        """A pasted link tells its network."""
        for profile in self:
            network = network_of(profile.handle or "")
            if network:
                profile.network = network

    @api.model_create_multi
    def create(self, vals_list):
        network = self.default_get(["network"]).get("network")
        return super().create(
            [self._clean_vals(vals, vals.get("network") or network) for vals in vals_list]
        )

    def write(self, vals):
        if not {"network", "handle"} & vals.keys():
            return super().write(vals)
        for profile in self:
            cleaned = self._clean_vals(
                {"handle": profile.handle, **vals}, vals.get("network") or profile.network
            )
            super(ClubSocialProfile, profile).write(cleaned)
        return True

    @api.model
    def _clean_vals(self, vals, network):
        typed = vals.get("handle") or ""
        handle = clean_handle(network, typed, self.env["res.partner"]._club_region())
        if not handle:
            label = dict(self._fields["network"]._description_selection(self.env))[network]
            raise ValidationError(
                self.env._(
                    "“%(typed)s” is no profile of %(network)s. Write the name, or paste the link.",
                    typed=typed,
                    network=label,
                )
            )
        return dict(vals, handle=handle)

    def action_open(self):
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": self.url, "target": "new"}
