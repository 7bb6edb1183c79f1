from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

CONSENT_PURPOSES = [
    ("advertising", "Advertising"),
    ("service", "Service messages"),
    ("data", "Keeping of personal data"),
]
CONSENT_CHANNELS = [
    ("keypad", "Keypad"),
    ("form", "Information form"),
    ("sms", "Text message"),
    ("staff", "Staff"),
    ("import", "Import"),
    ("blacklist", "Odoo's blacklist"),
]


class ClubConsent(models.Model):
    """What a person said about being written to: what, when, where and in which words.

    Append-only. For each person and purpose the latest row holds; the earlier ones are the proof.
    A row without a company holds in all of them; a row of a company also in its branches.
    """

    _name = "club.consent"
    _description = "Consent"
    _order = "at desc, id desc"
    _rec_name = "purpose"

    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        "res.company", index="btree_not_null", help="Empty: holds in every company."
    )
    mobile = fields.Char(help="The person's number at that time, as +989121234567.")
    purpose = fields.Selection(CONSENT_PURPOSES, required=True)
    given = fields.Boolean("Agreed")
    at = fields.Datetime("Time", required=True)
    channel = fields.Selection(CONSENT_CHANNELS, required=True)
    wording = fields.Text(help="The words that the person was shown, or wrote.")
    user_id = fields.Many2one("res.users", "Recorded by", ondelete="set null")

    # Finds the row that holds.
    _latest_idx = models.Index("(partner_id, purpose, at DESC, id DESC)")

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(self.env._("A consent is kept as it was given. Record a new one."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A consent is kept as it was given. Record a new one."))

    @api.model
    def _record(
        self,
        partners,
        purpose,
        given,
        channel,
        wording=None,
        company=None,
        at=None,
        only_changes=False,
    ):
        """Keep what persons said, in one statement whatever their number.

        :param partners: res.partner records
        :param purpose: a key of ``CONSENT_PURPOSES``
        :param given: True they agreed, False they do not want it
        :param channel: a key of ``CONSENT_CHANNELS``
        :param wording: the text as they saw or wrote it
        :param company: res.company record; None for every company
        :param at: naive UTC datetime, default now
        :param only_changes: leave out those for whom the same holds already
        :return: the new rows
        """
        if purpose not in dict(CONSENT_PURPOSES) or channel not in dict(CONSENT_CHANNELS):
            raise ValueError(f"no such consent: {purpose} by {channel}")
        self.env["res.partner"].flush_model(["club_mobile", "phone_sanitized"])
        self.flush_model()
        same = SQL(
            "(SELECT given FROM club_consent c WHERE c.partner_id = p.id AND c.purpose = %s"
            " AND %s ORDER BY c.at DESC, c.id DESC LIMIT 1) IS NOT DISTINCT FROM %s",
            purpose,
            self._company_sql(company),
            bool(given),
        )
        rows = self.env.execute_query(
            SQL(
                """
                INSERT INTO club_consent (partner_id, company_id, mobile, purpose, given, at,
                       channel, wording, user_id, create_uid, create_date, write_uid, write_date)
                SELECT p.id, %(company)s, COALESCE(p.club_mobile, p.phone_sanitized), %(purpose)s,
                       %(given)s, %(at)s, %(channel)s, %(wording)s, %(uid)s, %(uid)s,
                       now() AT TIME ZONE 'UTC', %(uid)s, now() AT TIME ZONE 'UTC'
                  FROM res_partner p
                 WHERE p.id = ANY(%(ids)s) AND NOT (%(only_changes)s AND %(same)s)
                RETURNING id
                """,
                company=company.id if company else None,
                purpose=purpose,
                given=bool(given),
                at=at or fields.Datetime.now(),
                channel=channel,
                wording=(wording or "").strip() or None,
                uid=self.env.uid,
                ids=list(partners.ids),
                only_changes=only_changes,
                same=same,
            )
        )
        partners.invalidate_recordset(["club_consent_ids", "club_advertising"], flush=False)
        return self.browse([row_id for (row_id,) in rows])

    # The state that holds ------------------------------------------------------------------------

    @api.model
    def _company_sql(self, company):
        """Which rows of ``c`` hold in ``company`` (its own, those of its parents, those of all)."""
        ids = list(company.sudo().parent_ids.ids) if company else []
        return SQL("(c.company_id IS NULL OR c.company_id = ANY(%s))", ids)

    @api.model
    def _refused_reasons(self, company, purpose):
        """Conditions on a ``res_partner p`` any of which means: must not be written to.

        Hook: an add-on that knows more appends its own. A provider of text messages need not know
        the club: any model may define ``_advertising_blocked_sql(company)``, a query for numbers
        that advertising does not reach (the operator's block, say).

        :return: list of ``(code, SQL)``; the code is a key of ``SKIP_REASONS`` of group messages
        """
        said = SQL(
            "(SELECT c.given FROM club_consent c WHERE c.partner_id = p.id AND c.purpose = %s"
            " AND %s ORDER BY c.at DESC, c.id DESC LIMIT 1)",
            purpose,
            self._company_sql(company),
        )
        if purpose != "advertising":
            return [("opted_out", SQL("%s IS FALSE", said))]
        number = SQL("COALESCE(p.club_mobile, p.phone_sanitized)")
        reasons = [
            ("opted_out", SQL("%s IS FALSE", said)),
            (
                "blacklist",
                SQL(
                    "EXISTS (SELECT FROM phone_blacklist b WHERE b.active AND b.number = %s)",
                    number,
                ),
            ),
        ]
        reasons += [
            ("operator_block", SQL("%s IN (%s)", number, model._advertising_blocked_sql(company)))
            for model in self.env["club.personal.data"]._models_with("_advertising_blocked_sql")
        ]
        if company.club_consent_required:
            # No word at all is no refusal, unless the company asks for a word.
            reasons.append(("no_consent", SQL("%s IS NOT TRUE", said)))
        return reasons

    @api.model
    def _refused_conditions(self, company, purpose):
        """The conditions of :meth:`_refused_reasons` alone."""
        return [condition for _code, condition in self._refused_reasons(company, purpose)]

    @api.model
    def _refused_sql(self, company, purpose, among=None):
        """A query for the ids of partners who must not get messages of ``purpose``.

        :param among: ids to look at; None looks at every member
        """
        for model, names in (
            ("res.partner", ["club_mobile", "phone_sanitized"]),
            ("phone.blacklist", ["number", "active"]),
        ):
            self.env[model].flush_model(names)
        self.flush_model()
        whom = (
            SQL("p.club_mobile IS NOT NULL")
            if among is None
            else SQL("p.id = ANY(%s)", list(among))
        )
        conditions = self._refused_conditions(company.sudo(), purpose)
        return SQL(
            "SELECT p.id FROM res_partner p WHERE %s AND (%s)",
            whom,
            SQL(" OR ").join(SQL("(%s)", condition) for condition in conditions),
        )

    @api.model
    def _refused(self, partner_ids, company, purpose):
        """Who of these persons must not get messages of ``purpose`` from ``company``.

        One query, whatever their number. Advertising is refused by the person's last word, by
        Odoo's blacklist, and where the company asks for consent, by silence. Service messages and
        the keeping of data are refused by the person's own last word alone.

        :param partner_ids: iterable of ids
        :param company: res.company record
        :param purpose: a key of ``CONSENT_PURPOSES``
        :return: set of partner ids
        """
        ids = list(partner_ids)
        if not ids:
            return set()
        return {row[0] for row in self.env.execute_query(self._refused_sql(company, purpose, ids))}
