from odoo import models


class ClubScenarioPick(models.TransientModel):
    _inherit = "club.scenario.pick"

    def _set_merge_minutes(self):
        """Keypads whose window nobody has changed yet take the trade's."""
        result = super()._set_merge_minutes()
        Device = self.env["direct.device"]
        usual = Device._fields["merge_minutes"].default(Device)
        Device.search(
            [("company_id", "=", self.company_id.id), ("merge_minutes", "=", usual)]
        ).merge_minutes = self.merge_minutes
        return result
