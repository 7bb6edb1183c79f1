from odoo import models
from odoo.tools import split_every

# Persons whose numbers are looked for in one pass over the database.
BATCH = 100


class DataRecycleRecord(models.Model):
    _inherit = "data_recycle.record"

    def action_validate(self):
        """A rule that deletes erases members: what was counted and sent is kept without them.

        Whoever cannot be erased now (a user of the database, a text on its way) stays on the list.
        """
        members = self._club_members()
        erasing = self.browse(members)
        data = self.env["club.personal.data"].sudo()
        for rule, records in erasing.grouped("recycle_model_id").items():
            for batch in split_every(BATCH, records.ids, self.browse):
                ready = batch.filtered(lambda record: not data._obstacle(members[record.id]))
                partners = (
                    self.env["res.partner"].sudo().browse(members[record.id].id for record in ready)
                )
                data._erase_all(partners, self.env._("Data Recycle: %s", rule.name))
                ready.unlink()
        return super(DataRecycleRecord, self - erasing).action_validate()

    def _club_members(self):
        """Members with a history whom a rule means to delete: dict record id → partner."""
        deleting = self.filtered(
            lambda record: (
                record.res_model_name == "res.partner"
                and record.recycle_model_id.recycle_action == "unlink"
            )
        )
        partners = (
            self.env["res.partner"]
            .sudo()
            .with_context(active_test=False)
            .browse(deleting.mapped("res_id"))
            .exists()
        )
        kept = partners.filtered(lambda partner: partner.club_visit_ids or partner.club_message_ids)
        by_id = {partner.id: partner for partner in kept}
        return {record.id: by_id[record.res_id] for record in deleting if record.res_id in by_id}
