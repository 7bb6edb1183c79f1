from odoo import api, models


class LadderSource(models.AbstractModel):
    """What a document does that is a fact of the ladder: it queues its customer when it changes.

    A model that brings facts inherits this and says by which of its fields a fact can change.
    Amounts that are computed later reach the ladder with the nightly evaluation.
    """

    _name = "ladder.source"
    _description = "Source of Ladder Facts"

    _ladder_partner_field = "partner_id"
    _ladder_watched = frozenset()

    def _ladder_is_fact(self):
        """Those of ``self`` that are, or could just have ceased to be, facts."""
        return self

    def _ladder_partner_ids(self):
        partners = self.sudo()[self._ladder_partner_field]
        return set(partners.ids) if self else set()

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        self.env["ladder.dirty"]._add(records._ladder_is_fact()._ladder_partner_ids())
        return records

    def write(self, vals):
        if not (self._ladder_watched & vals.keys()):
            return super().write(vals)
        before = self._ladder_is_fact()._ladder_partner_ids()
        result = super().write(vals)
        self.env["ladder.dirty"]._add(before | self._ladder_is_fact()._ladder_partner_ids())
        return result

    def unlink(self):
        before = self._ladder_is_fact()._ladder_partner_ids()
        result = super().unlink()
        self.env["ladder.dirty"]._add(before)
        return result
