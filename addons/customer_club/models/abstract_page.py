from odoo import api, models


class ClubPage(models.AbstractModel):
    """A record with a page of its own for people who do not log in, behind a secret address.

    The model has ``token`` and ``company_id``, and ``partner_id`` where the page is one person's.
    """

    _name = "club.page"
    _description = "Record with a Page of its Own"

    @api.model
    def _by_token(self, token):
        """The record behind an address, in the language of the person, or of the company."""
        record = self.sudo().search([("token", "=", token or "-")], limit=1)
        return record._for_reader() if record else record

    def _for_reader(self):
        """The record in the language of the person, or of the company."""
        lang = "partner_id" in self._fields and self.partner_id.lang
        return self.with_context(lang=lang or self.company_id._club_lang())

    def _page_frame(self):
        """What the layout ``customer_club.page_layout`` asks for."""
        return self._page_frame_of(self.company_id)

    @api.model
    def _page_frame_of(self, company):
        lang = self.env["res.lang"]._get_data(code=self.env.lang or "en_US")
        return {
            "company": company,
            "page_dir": lang.direction or "ltr",
            "page_lang": (self.env.lang or "en_US").replace("_", "-"),
        }
