from odoo import api, models


class LadderPage(models.AbstractModel):
    """A record with a page of its own for people who do not log in, behind a secret address.

    The model has ``token`` and ``company_id``, and ``partner_id`` where the page is one person's.
    """

    _name = "ladder.page"
    _description = "Record with a Page of its Own"

    @api.model
    def _by_token(self, token):
        """The record behind an address, in the language of the person, or of the company."""
        record = self.sudo().search([("token", "=", token or "-")], limit=1)
        if not record:
            return record
        lang = "partner_id" in self._fields and record.partner_id.lang
        return record.with_context(lang=lang or record.company_id._club_lang())

    def _page_frame(self):
        """What the layout of the page asks for."""
        lang = self.env["res.lang"]._get_data(code=self.env.lang or "en_US")
        return {
            "company": self.company_id,
            "page_dir": lang.direction or "ltr",
            "page_lang": (self.env.lang or "en_US").replace("_", "-"),
        }
