from odoo import api, fields, models


class ClubVisit(models.Model):
    _inherit = "club.visit"

    tag_title = fields.Char(
        "Tag at the time",
        compute="_compute_tag_title",
        help="What the key meant when it was pressed; the tag may be called otherwise today.",
    )

    @api.depends("tag_id", "visited_at")
    def _compute_tag_title(self):
        tagged = self.filtered("tag_id")
        (self - tagged).tag_title = False
        titles = self.env["club.tag.period"]._titles_at(
            [(visit.tag_id.id, visit.visited_at) for visit in tagged]
        )
        for visit, title in zip(tagged, titles, strict=True):
            visit.tag_title = title or visit.tag_id.sudo().name
