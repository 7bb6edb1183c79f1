"""The list that is committed to, and the order that follows from it."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools.draw import list_digest, mixed_seed, text_digest

PAGE = 20_000
LINE = SQL(
    # As tools/draw.py::entry_line.
    "person || ':' || ticket || ':' || score::bigint || ':' || moment::bigint"
)


class LadderBenefitEntry(models.Model):
    """One ticket of one person. Written once, by the commitment, and by nothing else ever."""

    _name = "ladder.benefit.entry"
    _description = "Entry of a Scarce Benefit"
    _order = "benefit_id, person, ticket"
    _log_access = False
    _rec_name = "person"

    benefit_id = fields.Many2one(
        "ladder.benefit", required=True, ondelete="cascade", readonly=True, index=True
    )
    partner_id = fields.Many2one(
        "res.partner", "Customer", ondelete="set null", readonly=True, index="btree_not_null"
    )
    person = fields.Char("On the list as", required=True, readonly=True)
    salt = fields.Char(readonly=True, help="With the number it makes the hash; tell nobody else.")
    ticket = fields.Integer(required=True, readonly=True, default=1)
    # Whole numbers that outgrow an integer: rials, and seconds since 1970 after the year 2038.
    score = fields.Float(digits=(16, 0), readonly=True, aggregator=None)
    moment = fields.Float(digits=(16, 0), readonly=True, aggregator=None)

    _person_uniq = models.UniqueIndex("(benefit_id, person, ticket)", "Each ticket is there once.")

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        benefit = self.env["ladder.benefit"].browse(
            next((vals["benefit_id"] for vals in vals_list if vals.get("benefit_id")), False)
        )
        self._refuse_change(benefit)

    def write(self, vals):  # pylint: disable=method-required-super
        self._refuse_change(self[:1].benefit_id)

    def unlink(self):  # pylint: disable=method-required-super
        self._refuse_change(self[:1].benefit_id)

    @api.model
    def _refuse_change(self, benefit):
        words = self.env._("The list is made by the commitment; nobody can change an entry.")
        if benefit:
            benefit._refuse(words)
        raise UserError(words)

    def action_send_proof(self):
        """Send a person the own salt, with which the entry can be found on the public page."""
        for entry in self:
            entry._send_proof()

    def _send_proof(self):
        self.ensure_one()
        benefit, partner = self.benefit_id, self.partner_id
        if not partner:
            raise UserError(self.env._("This person was erased."))
        company = benefit.company_id
        here = self.with_context(lang=partner.lang or company._club_lang())
        self.env["ladder.text"]._plan(
            partner,
            company,
            here.env._(
                "%(benefit)s: your entry can be checked here: %(link)s",
                benefit=benefit.name,
                link=f"{benefit._public_url()}?salt={self.sudo().salt}",
            ),
            rule_key="draw_proof",
            origin=f"ladder.benefit.entry:{self.id}",
        )


class LadderBenefit(models.Model):
    _inherit = "ladder.benefit"

    def _make_entries(self):
        """Write the list in one statement; return the number of entries and of persons."""
        self.ensure_one()
        self.env.cr.execute(SQL("DELETE FROM ladder_benefit_entry WHERE benefit_id = %s", self.id))
        [(entries, persons)] = self.env.execute_query(
            SQL(
                """
                WITH candidate AS MATERIALIZED (%(candidates)s),
                -- Two random UUIDs are 244 bits from the server's secure source.
                salted AS MATERIALIZED (
                    SELECT c.*, p.club_mobile AS number,
                           REPLACE(gen_random_uuid()::text || gen_random_uuid()::text, '-', '')
                               AS salt
                      FROM candidate c JOIN res_partner p ON p.id = c.partner_id),
                made AS (
                    INSERT INTO ladder_benefit_entry
                           (benefit_id, partner_id, salt, person, ticket, score, moment)
                    SELECT %(benefit)s, partner_id, salt,
                           encode(sha256(convert_to(salt || ':' || number, 'UTF8')), 'hex'),
                           ticket, score, moment
                      FROM salted CROSS JOIN LATERAL generate_series(1, tickets) AS ticket
                    RETURNING ticket)
                SELECT COUNT(*), COUNT(*) FILTER (WHERE ticket = 1) FROM made
                """,
                candidates=self._candidates_sql(self.rule),
                benefit=self.id,
            )
        )
        self.env["ladder.benefit.entry"].invalidate_model(flush=False)
        return entries, persons

    def _entry_lines(self):
        """The public list, line by line, in the order in which it is hashed."""
        self.ensure_one()
        last = ("", 0)
        while True:
            rows = self.env.execute_query(
                SQL(
                    """
                    SELECT person, ticket, %s FROM ladder_benefit_entry
                     WHERE benefit_id = %s AND (person COLLATE "C", ticket) > (%s, %s)
                     ORDER BY person COLLATE "C", ticket LIMIT %s
                    """,
                    LINE,
                    self.id,
                    *last,
                    PAGE,
                )
            )
            for *_place, line in rows:
                yield line
            if len(rows) < PAGE:
                return
            last = rows[-1][:2]

    def _digest_of_entries(self):
        return list_digest(self._entry_lines())

    def _check_list(self):
        """Refuse to draw from anything but what was committed to."""
        if self._digest_of_entries() != self.list_digest:
            self._refuse(self.env._("The list is not the one that was committed to."))
        if text_digest(self.sudo().seed or "") != self.seed_digest:
            self._refuse(self.env._("The seed is not the one that was committed to."))

    def _ranking(self, limit, offset=0):
        """Persons by the rule: list of ``(partner_id, person)``; the same every time."""
        self.ensure_one()
        seed = mixed_seed(self.sudo().seed, self.public_value)
        return self.env.execute_query(
            SQL(
                """
                WITH ticket AS (
                    SELECT person, partner_id, score, moment,
                           sha256(convert_to(%(seed)s || ':' || %(line)s, 'UTF8')) AS key
                      FROM ladder_benefit_entry WHERE benefit_id = %(benefit)s),
                best AS (
                    SELECT DISTINCT ON (person) * FROM ticket
                     ORDER BY person, score DESC, moment, key)
                SELECT partner_id, person FROM best
                 ORDER BY score DESC, moment, key LIMIT %(limit)s OFFSET %(offset)s
                """,
                seed=seed,
                line=LINE,
                benefit=self.id,
                limit=limit,
                offset=offset,
            )
        )
