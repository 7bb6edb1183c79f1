"""To whom: conditions or a pasted list, minus those who must not be written to."""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.number_list import MOST_LINES, read_numbers

COLLECT = 50_000


class ClubBroadcast(models.Model):
    _inherit = "club.broadcast"

    audience = fields.Selection(
        [("members", "Members who match"), ("list", "A list of numbers")],
        "To",
        required=True,
        default="members",
    )
    audience_code = fields.Selection("_selection_audience_code", "Who they are to us")
    group_ids = fields.Many2many(
        "club.group",
        "club_broadcast_club_group_rel",
        "broadcast_id",
        "group_id",
        "In one of these groups",
        check_company=True,
    )
    tag_ids = fields.Many2many(
        "club.tag",
        "club_broadcast_club_tag_rel",
        "broadcast_id",
        "tag_id",
        "Who carry one of these tags",
        check_company=True,
    )
    filter_id = fields.Many2one(
        "ir.filters",
        "Saved filter",
        domain="[('model_id', '=', 'res.partner'), ('user_ids', 'in', [uid, False])]",
        store=False,
        help="Takes the conditions of a filter that was saved in the list of members.",
    )
    domain = fields.Char("Who match", default="[]")
    numbers = fields.Text(
        "Mobile numbers",
        help="One on a line, or with commas; typed in any way, also with Persian digits. Only "
        "members are written to; the preview tells which numbers are none.",
    )
    match_count = fields.Integer("People", compute="_compute_match_count")

    @api.model
    def _selection_audience_code(self):
        return list(self.env["res.partner"]._club_audiences().items())

    @api.onchange("filter_id")
    def _onchange_filter_id(self):
        if self.filter_id:
            try:
                self.domain = repr(list(self.filter_id._get_eval_domain()))
            except (ValueError, TypeError, SyntaxError) as error:
                raise UserError(
                    self.env._("The filter “%s” cannot be read.", self.filter_id.name)
                ) from error

    @api.depends("audience", "audience_code", "group_ids", "tag_ids", "domain", "numbers")
    def _compute_match_count(self):
        for broadcast in self:
            try:
                domain = broadcast._audience_domain()
                broadcast.match_count = broadcast._people().search_count(domain)
            except (UserError, ValueError, TypeError, KeyError):
                broadcast.match_count = 0

    @api.constrains("domain")
    def _check_domain(self):
        """As the person who writes it: a filter must not tell what its writer may not read."""
        for broadcast in self:
            try:
                self.env["res.partner"].search(broadcast._typed_domain(), limit=1)
            except (ValueError, TypeError, KeyError) as error:
                raise ValidationError(
                    self.env._("%s: the filter of customers cannot be read.", broadcast.name)
                ) from error

    @api.constrains("numbers")
    def _check_numbers(self):
        for broadcast in self:
            broadcast._read_numbers()

    # Who ----------------------------------------------------------------------------------------

    def _people(self):
        """Customers as the company of the broadcast sees them."""
        company = self.company_id
        people = self.env["res.partner"].sudo().with_company(company)
        return people.with_context(active_test=False, allowed_company_ids=company.ids)

    def _typed_domain(self):
        self.ensure_one()
        return self.env["res.partner"]._club_read_domain(self.domain)

    def _audience_parts(self):
        """Hook: the conditions that all have to hold, as domains on ``res.partner``."""
        self.ensure_one()
        parts = [
            Domain("club_mobile", "!=", False),
            Domain("active", "=", True),
            Domain("company_id", "in", [False, self.company_id.id]),
        ]
        if self.audience == "list":
            found = self._look_up_numbers(self._read_numbers())
            ids = [partner_id for kind, partner_id, _name in found.values() if kind != "elsewhere"]
            return [*parts, Domain("id", "in", ids)]
        if self.audience_code:
            parts.append(self._people()._club_audience_domain(self.audience_code))
        if self.group_ids:
            parts.append(Domain("club_group_id", "in", self.group_ids.ids))
        if self.tag_ids:
            parts.append(Domain("club_tag_ids", "in", self.tag_ids.ids))
        parts.append(self._typed_domain())
        return parts

    def _audience_domain(self):
        return Domain.AND(self._audience_parts())

    # A pasted list ------------------------------------------------------------------------------

    def _read_numbers(self):
        """What stands in the pasted list: list of :class:`..tools.number_list.Typed`."""
        self.ensure_one()
        region = self.env["res.partner"]._club_region(self.company_id)
        try:
            return read_numbers(self.numbers or "", region)
        except ValueError as error:
            raise UserError(
                self.env._(
                    "The list has more than %s lines. Import it as a file, with a tag for all, and "
                    "write to that tag.",
                    MOST_LINES,
                )
            ) from error

    def _look_up_numbers(self, typed):
        """Who is behind the numbers: as ``res.partner._club_look_up`` says, members alone."""
        mobiles = sorted({line.mobile for line in typed if line.mobile})
        if not mobiles:
            return {}
        found = self._people()._club_look_up(self.company_id.sudo(), mobiles)
        ids = [partner_id for _kind, partner_id, _name in found.values()]
        members = set(self._people().search([("id", "in", ids), ("club_mobile", "!=", False)]).ids)
        return {mobile: row for mobile, row in found.items() if row[1] in members}

    def _number_problems(self):
        """What the pasted list holds beside members, line by line, in words.

        :return: list of ``(line number, what stood there, why it is left out)``
        """
        self.ensure_one()
        typed = self._read_numbers()
        found = self._look_up_numbers(typed)
        problems = []
        for line in typed:
            kind = found[line.mobile][0] if line.mobile in found else None
            if not line.mobile:
                why = self.env._("is no mobile number")
            elif line.first_line:
                why = self.env._("stands on line %s already", line.first_line)
            elif not kind:
                why = self.env._("belongs to no member")
            elif kind == "elsewhere":
                why = self.env._("belongs to a member of another company")
            else:
                continue
            problems.append((line.line, line.text, why))
        return problems

    # Freezing -----------------------------------------------------------------------------------

    def _reason_sql(self):
        """Why a ``res_partner p`` must not be written to: a key of ``SKIP_REASONS``, or NULL."""
        reasons = self.env["club.consent"].sudo()._refused_reasons(self.company_id, "advertising")
        return SQL(
            "CASE %s END",
            SQL(" ").join(SQL("WHEN %s THEN %s", sql, code) for code, sql in reasons),
        )

    def _arm_sql(self):
        """Into which group a ``chosen`` person is drawn: by the seed and the person alone."""
        sample = self.sample_percent if self.ab else 0.0
        return SQL(
            """
            CASE WHEN %(holdout)s < %(held)s THEN 'holdout'
                 WHEN NOT %(ab)s THEN 'a'
                 WHEN %(sample)s < %(half)s THEN 'a'
                 WHEN %(sample)s < %(whole)s THEN 'b'
                 ELSE 'winner' END
            """,
            holdout=self._draw_sql("holdout"),
            sample=self._draw_sql("sample"),
            held=self.holdout_percent / 100,
            ab=bool(self.ab),
            half=sample / 200,
            whole=sample / 100,
        )

    def _draw_sql(self, what):
        """A number from 0 to 1 for each person, the same whoever draws it again."""
        return SQL(
            "(('x' || substr(md5(%s || chosen.id), 1, 8))::bit(32)::bigint / 4294967296.0)",
            f"{self.seed}:{what}:",
        )

    def _drawn_query(self, after=0, limit=None):
        """The next chosen persons with their group: ``id, arm, skip_reason``, by id."""
        self.env["club.consent"].flush_model()
        self.env["phone.blacklist"].flush_model(["number", "active"])
        domain = self._audience_domain() & Domain("id", ">", after)
        query = self._people()._search(domain, order="id", limit=limit)
        return SQL(
            """
            SELECT chosen.id, CASE WHEN chosen.reason IS NULL THEN %(arm)s ELSE 'skipped' END arm,
                   chosen.reason AS skip_reason
              FROM (SELECT p.id, %(reason)s AS reason
                      FROM res_partner p WHERE p.id IN (%(people)s)) chosen
            """,
            arm=self._arm_sql(),
            reason=self._reason_sql(),
            people=query.select(),
        )

    def _collect_batch(self, limit=COLLECT):
        """Freeze the next recipients, by their ids. :return: how many were looked at"""
        self.ensure_one()
        self.env.flush_all()
        [(count, last)] = self.env.execute_query(
            SQL(
                """
                WITH drawn AS MATERIALIZED (%(drawn)s),
                kept AS (
                    INSERT INTO club_broadcast_recipient
                           (broadcast_id, partner_id, arm, skip_reason)
                    SELECT %(id)s, id, arm, skip_reason FROM drawn ORDER BY id
                    ON CONFLICT (broadcast_id, partner_id) DO NOTHING)
                SELECT count(*), max(id) FROM drawn
                """,
                drawn=self._drawn_query(self.collected_after, limit),
                id=self.id,
            )
        )
        if count:
            self.collected_after = last
        self.env["club.broadcast.recipient"].invalidate_model(flush=False)
        return count

    def _count_arms(self):
        """How many recipients each group has: dict arm → number."""
        rows = self.env.execute_query(
            SQL(
                "SELECT arm, count(*) FROM club_broadcast_recipient WHERE broadcast_id = %s"
                " GROUP BY arm",
                self.id,
            )
        )
        return dict(rows)
