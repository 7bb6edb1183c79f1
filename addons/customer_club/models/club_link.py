"""Personal short links: ``/c/<token>`` in a text, and who opened it."""

import os
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.short_token import NOISE, is_token, tokens

BATCH = 20_000  # links in one statement
KEPT_DAYS = 180  # how long a link that nobody opened outlives its end


class ClubLink(models.Model):
    """A short address that stands for something of one person: a page, a form, an offer.

    What is behind it is told by its kind: a model that adds one with ``selection_add`` defines
    ``_page_<kind>(self, post)``, see :meth:`_page`.
    """

    _name = "club.link"
    _description = "Personal Link"
    _inherit = "club.page"
    _order = "id desc"
    _rec_name = "kind"

    token = fields.Char(required=True, readonly=True, copy=False, groups="base.group_system")
    kind = fields.Selection(
        [
            ("url", "Address"),
            ("form", "Information form"),
            ("preferences", "Wishes about messages"),
            ("member", "Member's page"),
        ],
        required=True,
        readonly=True,
    )
    partner_id = fields.Many2one(
        "res.partner", "Customer", ondelete="cascade", index="btree_not_null", readonly=True
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    target = fields.Char("Leads to", readonly=True, help="The address behind a link of that kind.")
    rule_key = fields.Char(
        "Rule", readonly=True, help="With the origin: the message that carries the link."
    )
    origin = fields.Char(readonly=True)
    expires_at = fields.Datetime("Valid until", readonly=True, help="Empty: without an end.")
    clicks = fields.Integer(
        "Times opened", readonly=True, help="By people; previews and robots are not counted."
    )
    first_click_at = fields.Datetime("First opened", readonly=True)

    _token_uniq = models.UniqueIndex("(token)", "Use another token.")
    # The message that carries it.
    _message_idx = models.Index("(rule_key, origin) WHERE rule_key IS NOT NULL")
    _expires_idx = models.Index("(expires_at) WHERE clicks = 0")
    _target = models.Constraint(
        "CHECK (kind <> 'url' OR COALESCE(target, '') ~ '^https?://')",
        "A link leads to an address that begins with http:// or https://.",
    )

    # Making -------------------------------------------------------------------------------------

    @api.model
    def _mint_columns(self):
        """Columns of a new link → their type. Add-ons put those of their kinds beside these."""
        return {
            "kind": "varchar",
            "partner_id": "int",
            "target": "varchar",
            "rule_key": "varchar",
            "origin": "varchar",
            "expires_at": "timestamp",
        }

    @api.model
    def _mint(self, company, rows):
        """Make links, in one statement for each ``BATCH`` of them.

        :param company: res.company record
        :param rows: list of dicts with ``kind`` and, where they have a value, the other keys of
            ``_mint_columns()``; a link of kind ``url`` needs a ``target`` (http or https)
        :return: list of absolute addresses, in the order of the rows
        """
        base = f"{company.get_base_url()}/c/"
        addresses, columns = [], self._mint_columns()
        for start in range(0, len(rows), BATCH):
            batch = rows[start : start + BATCH]
            fresh = self._fresh_tokens(len(batch))
            self.env.cr.execute(
                SQL(
                    """
                    INSERT INTO club_link (token, %(names)s, company_id, clicks, create_uid,
                           create_date, write_uid, write_date)
                    SELECT e.*, %(company)s, 0, %(uid)s, now() AT TIME ZONE 'UTC', %(uid)s,
                           now() AT TIME ZONE 'UTC'
                      FROM unnest(%(tokens)s::varchar[], %(arrays)s) AS e
                    """,
                    names=SQL(", ").join(SQL.identifier(name) for name in columns),
                    arrays=SQL(", ").join(
                        SQL("%s::" + kind + "[]", [row.get(name) or None for row in batch])  # pylint: disable=sql-injection
                        for name, kind in columns.items()
                    ),
                    tokens=fresh,
                    company=company.id,
                    uid=self.env.uid,
                )
            )
            addresses += [base + token for token in fresh]
        return addresses

    @api.model
    def _fresh_tokens(self, count):
        """``count`` new tokens. The unique index judges; 71 bits do not meet."""
        fresh = []
        while len(fresh) < count:
            fresh += tokens(os.urandom((count - len(fresh) + 1) * NOISE))
        return fresh[:count]

    def _url(self):
        """The address of the link."""
        self.ensure_one()
        return f"{self.company_id.get_base_url()}/c/{self.sudo().token}"

    # Opening ------------------------------------------------------------------------------------

    @api.model
    def _by_token(self, token):
        """The link that is behind a token today; none where it is unknown or has expired.

        The same statement in both cases: neither the answer nor its time tells them apart.
        """
        if not is_token(token or ""):
            token = "-"
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM club_link WHERE token = %s"
                " AND (expires_at IS NULL OR expires_at > %s)",
                token,
                fields.Datetime.now(),
            )
        )
        link = self.sudo().browse([row[0] for row in rows])
        return link._for_reader() if link else link

    def _clicked(self):
        """Count that a person opened the link; the first time fires the rules that wait for it."""
        self.ensure_one()
        now = fields.Datetime.now()
        # The row itself says who was first, whoever opens it on two devices at once.
        [(first,)] = self.env.execute_query(
            SQL(
                """
                UPDATE club_link SET clicks = clicks + 1,
                       first_click_at = COALESCE(first_click_at, %(now)s)
                 WHERE id = %(id)s RETURNING clicks = 1
                """,
                now=now,
                id=self.id,
            )
        )
        self.invalidate_recordset(["clicks", "first_click_at"], flush=False)
        if first and self.partner_id:
            self.env["club.rule"].sudo()._fire(
                self.company_id,
                "message_clicked",
                [{"partner_id": self.partner_id.id, "origin": f"click:{self.id}", "at": now}],
            )

    def _page(self, post):
        """What the address shows, or does with what was sent to it.

        Hands over to ``_page_<kind>(self, post)`` of one link, in the reader's language, as
        superuser: it must take nothing from ``post`` but what the person may say.

        :param post: dict of the posted values, None where the page is only read (which changes
            nothing: message apps fetch links to preview them)
        :return: an address to go on to (text), or ``(template, values)``; None: nothing is there
        """
        self.ensure_one()
        page = getattr(self, f"_page_{self.kind}", None)
        return page(post) if page else None

    def _page_url(self, _post):
        return self.target

    # Upkeep -------------------------------------------------------------------------------------

    @api.autovacuum
    def _gc_links(self):
        """Forget links that ended long ago and that nobody opened.

        :return: number of links done, and whether there may be more
        """
        self.flush_model()
        self.env.cr.execute(
            """
            DELETE FROM club_link WHERE id IN (
                SELECT id FROM club_link WHERE expires_at < %s AND clicks = 0
                 LIMIT %s FOR UPDATE SKIP LOCKED)
            """,
            [fields.Datetime.now() - timedelta(days=KEPT_DAYS), BATCH],
        )
        done = self.env.cr.rowcount
        return done, int(done == BATCH)

    # The person behind it ------------------------------------------------------------------------

    @api.model
    def _personal_data_records(self, partners, _numbers):
        names = ["create_date", "kind", "target", "expires_at", "clicks", "first_click_at"]
        return self.search([("partner_id", "in", partners.ids)]), names

    @api.model
    def _personal_data_erase(self, partners, _numbers):
        """The links lead nowhere any more; that they were opened stays in the totals."""
        self.flush_model()
        self.env.cr.execute(
            """
            UPDATE club_link SET partner_id = NULL, origin = NULL, rule_key = NULL,
                   target = CASE WHEN kind = 'url' THEN target END,
                   expires_at = LEAST(expires_at, %s)
             WHERE partner_id = ANY(%s)
            """,
            [fields.Datetime.now(), partners.ids],
        )
        return self.env.cr.rowcount
