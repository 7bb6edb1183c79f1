from odoo import api, fields, models


class ClubImportColumn(models.Model):
    """A column of a file and what it holds; guessed from its heading, corrected by the user."""

    _name = "club.import.column"
    _description = "Column of an Import"
    _order = "position, id"

    import_id = fields.Many2one("club.import", required=True, ondelete="cascade", index=True)
    position = fields.Integer(required=True)
    heading = fields.Char()
    sample = fields.Char("For example")
    target = fields.Selection("_selection_target", "Becomes", help="Empty: the column is left out.")

    @api.model
    def _selection_target(self):
        targets = self.env["club.import"]._targets()
        return [(key, target["label"]) for key, target in targets.items()]
