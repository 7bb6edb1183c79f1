from odoo import models


class IrWebsocket(models.AbstractModel):
    _inherit = "ir.websocket"

    def _build_bus_channel_list(self, channels):
        """Those who may see the inbox hear of arrivals in their companies."""
        user = self.env.user
        if user and user.has_group("customer_club.group_club_user"):
            channels = [*channels, *((company, "direct_device") for company in user.company_ids)]
        return super()._build_bus_channel_list(channels)
