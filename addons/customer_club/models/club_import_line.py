from odoo import api, fields, models

from ..tools.digits import localize_digits

VERDICTS = [
    ("new", "New"),
    ("known", "Known"),
    ("double", "Doubled"),
    ("refused", "Left out"),
]


class ClubImportLine(models.Model):
    """A row of a file: what it says, whether it can be taken over, and if not, what to do.

    Rows are written by the import alone, set-wise. What a row says is forgotten once it is taken
    over; refused rows and the rest go some weeks after the import.
    """

    _name = "club.import.line"
    _description = "Row of an Import"
    _order = "import_id, row"
    _rec_name = "row"
    _log_access = False

    import_id = fields.Many2one("club.import", required=True, ondelete="cascade", index=True)
    row = fields.Integer(required=True, aggregator=None)
    mobile = fields.Char("Number")
    name = fields.Char()
    verdict = fields.Selection(VERDICTS, required=True)
    done = fields.Boolean("Taken over")
    partner_id = fields.Many2one(
        "res.partner", "Member", ondelete="set null", index="btree_not_null"
    )
    data = fields.Json()  # what is taken over, ready for the database
    cells = fields.Json()  # the row as it was, for the report of refused ones
    problems = fields.Json()
    words = fields.Char("What to do", compute="_compute_words")

    _row_uniq = models.UniqueIndex("(import_id, row)", "A row is read once.")
    # Whether a number stands in an earlier row.
    _mobile_idx = models.Index("(import_id, mobile) WHERE verdict IN ('new', 'known')")
    # What is left to do, in order.
    _open_idx = models.Index("(import_id, row) WHERE verdict IN ('new', 'known') AND NOT done")

    @api.depends("problems")
    @api.depends_context("lang")
    def _compute_words(self):
        targets = self.env["club.import"]._targets()
        for line in self:
            line.words = " ".join(
                self._problem_words(problem, targets) for problem in line.problems or ()
            )

    @api.model
    def _problem_words(self, problem, targets):
        """A sentence that says what is wrong in which column, and what to do."""
        code, value = problem["code"], problem.get("value") or ""
        target = targets.get(problem.get("target"), {}).get("label", problem.get("target") or "")
        words = self._problem_sentences(target, value).get(code)
        return localize_digits(words or value, self.env.lang)

    @api.model
    def _problem_sentences(self, column, value):
        env = self.env
        return {
            "mobile_missing": env._("There is no mobile number. Write it, or leave the row out."),
            "mobile_rounded": env._(
                "Excel has shortened the number to “%s” and the digits are lost. "
                "Format the column as text and type it again.",
                value,
            ),
            "mobile_landline": env._("“%s” is a landline. The club needs a mobile number.", value),
            "mobile_invalid": env._(
                "“%s” is not a mobile number. Write it like 09121234567, "
                "or with + and the country code; one number in a cell.",
                value,
            ),
            "profile": env._(
                "%(column)s: “%(value)s” is no profile. Write the name, or paste the link.",
                column=column,
                value=value,
            ),
            "day": env._(
                "%(column)s: “%(value)s” is no day. Write it like 1370/05/03 or 1991-07-25.",
                column=column,
                value=value,
            ),
            "future": env._(
                "%(column)s: “%(value)s” lies in the future. Correct the year.",
                column=column,
                value=value,
            ),
            "order": env._("The first visit (%s) is later than the last one.", value),
            "count": env._(
                "%(column)s: “%(value)s” is not a number of visits. Write digits only.",
                column=column,
                value=value,
            ),
            "no_day": env._(
                "%s visits, but no day. Give a column of the last visits, "
                "or fill in “Day of visits without one”.",
                value,
            ),
            "choice": env._(
                "%(column)s: “%(value)s” is none of the choices. Write one of them.",
                column=column,
                value=value,
            ),
            "group_unknown": env._(
                "There is no group “%s”. Correct the name, make the group, "
                "or let the import make it.",
                value,
            ),
            "tag_unknown": env._(
                "There is no tag “%s”. Correct the name, make the tag, or let the import make it.",
                value,
            ),
            "preference_unknown": env._(
                "There is no preference “%s”. Correct the name, or let the import make it.",
                value,
            ),
            "double": env._("Row %s has the same number and is taken. Join the two.", value),
            "old_number": env._("This is the earlier number of %s. Write the present one.", value),
            "elsewhere": env._(
                "This number belongs to a member of another company. "
                "Members are one for all companies here: merge them first."
            ),
            "odoo": value,
        }
