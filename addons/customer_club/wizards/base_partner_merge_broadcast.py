from odoo import models


class BasePartnerMerge(models.TransientModel):
    """Two records of one person, both meant by one group message, were meant once."""

    _inherit = "base.partner.merge.automatic.wizard"

    def _club_drop_doubles(self, src_partners, dst_partner):
        result = super()._club_drop_doubles(src_partners, dst_partner)
        # Who got the text is kept before who is still to get it: nobody gets it twice.
        self.env.cr.execute(
            """
            DELETE FROM club_broadcast_recipient WHERE id IN (
                SELECT id FROM (
                    SELECT id, row_number() OVER (
                               PARTITION BY broadcast_id
                               ORDER BY message_id IS NULL, partner_id <> %(kept)s, id) AS place
                      FROM club_broadcast_recipient WHERE partner_id = ANY(%(all)s)) t
                 WHERE place > 1)
            """,
            {"kept": dst_partner.id, "all": (src_partners | dst_partner).ids},
        )
        self.env["club.broadcast.recipient"].invalidate_model(flush=False)
        return result
