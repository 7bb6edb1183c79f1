from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

STATES = [
    ("draft", "New"),
    ("checking", "Being checked"),
    ("checked", "Checked"),
    ("running", "Running"),
    ("stopped", "Stopped"),
    ("done", "Done"),
]
# So much is done at once when somebody presses the button; the rest is the scheduled action's.
INLINE = 500
# What the import itself finds out; nobody types these.
RESULTS = {
    *("state", "read_row", "total_count", "new_count", "known_count", "double_count"),
    *("refused_count", "done_count", "started_at", "finished_at", "report_file"),
}


class ClubImport(models.Model):
    """Members of an old panel on their way into the club: a file, what it means, how far it is."""

    _name = "club.import"
    _description = "Import of Members"
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char(compute="_compute_name", store=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    user_id = fields.Many2one(
        "res.users", "Imported by", required=True, default=lambda self: self.env.user, readonly=True
    )
    state = fields.Selection(STATES, required=True, default="draft", readonly=True, copy=False)
    file = fields.Binary(attachment=True, copy=False)
    filename = fields.Char("File name")
    kind = fields.Selection([("xlsx", "Excel"), ("csv", "Text (CSV)")], "Kind of file")
    encoding = fields.Selection(
        [
            ("utf-8-sig", "UTF-8"),
            ("utf-16", "UTF-16"),
            ("utf-16-le", "UTF-16 (LE)"),
            ("utf-16-be", "UTF-16 (BE)"),
            ("cp1256", "Windows Arabic (1256)"),
        ],
        "Letters",
    )
    delimiter = fields.Selection(
        [(",", "Comma"), (";", "Semicolon"), ("\t", "Tab"), ("|", "Bar")], "Cells end with"
    )
    has_headings = fields.Boolean("First row names the columns", default=True)
    column_ids = fields.One2many("club.import.column", "import_id", "Columns")
    group_id = fields.Many2one(
        "club.group",
        "Group of new members",
        check_company=True,
        domain="[('company_id', '=', company_id)]",
        default=lambda self: self.env["club.group"]._device_group(self.env.company),
        help="For rows that name no group.",
    )
    tag_ids = fields.Many2many(
        "club.tag",
        string="Tags for all",
        check_company=True,
        domain="[('company_id', '=', company_id)]",
        help="Given to every member of the file, beside the tags that the file names.",
    )
    unknown_names = fields.Selection(
        [("create", "Make them"), ("refuse", "Refuse the row")],
        "Groups and tags that do not exist",
        required=True,
        default="create",
    )
    known_policy = fields.Selection(
        [("fill", "Only fill what is empty"), ("overwrite", "Overwrite with the file")],
        "Members whom the club knows",
        required=True,
        default="fill",
    )
    visit_day = fields.Date(
        "Day of visits without one",
        help="Old panels often know how many visits there were and not when. "
        "Without a day, such rows are refused.",
    )
    line_ids = fields.One2many("club.import.line", "import_id", "Rows")
    read_row = fields.Integer(readonly=True, copy=False)
    total_count = fields.Integer("Rows read", readonly=True, copy=False)
    new_count = fields.Integer("New members", readonly=True, copy=False)
    known_count = fields.Integer("Known members", readonly=True, copy=False)
    double_count = fields.Integer("Doubled in the file", readonly=True, copy=False)
    refused_count = fields.Integer("Left out", readonly=True, copy=False)
    done_count = fields.Integer("Taken over", readonly=True, copy=False)
    progress = fields.Float(compute="_compute_progress", help="Percent.")
    started_at = fields.Datetime("Started", readonly=True, copy=False)
    finished_at = fields.Datetime("Finished", readonly=True, copy=False)
    report_file = fields.Binary(attachment=True, readonly=True, copy=False)

    @api.depends("filename")
    def _compute_name(self):
        for batch in self:
            batch.name = batch.filename or batch.env._("New import")

    @api.depends("state", "done_count", "new_count", "known_count")
    def _compute_progress(self):
        for batch in self:
            goal = batch.new_count + batch.known_count
            share = batch.done_count / goal if goal else float(batch.state == "done")
            batch.progress = round(100 * share, 1)

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._completed(vals) for vals in vals_list])

    def write(self, vals):
        vals = self._completed(vals)
        if vals.get("file") and any(batch.state not in ("draft", "checked") for batch in self):
            raise UserError(self.env._("The rows of this file are being taken over already."))
        if {"file", "company_id", "column_ids"} & vals.keys():
            self.filtered(lambda batch: batch.state == "checked")._forget_check()
        return super().write(vals)

    @api.model
    def _completed(self, vals):
        """Refuse made-up results, and read a new file's kind and columns where nobody did yet."""
        if not self.env.su and RESULTS & vals.keys():
            raise AccessError(self.env._("What an import has found cannot be set by hand."))
        if vals.get("file") and "column_ids" not in vals:
            vals = {**self._inspect(vals["file"], vals), **vals}
        return vals

    @api.ondelete(at_uninstall=False)
    def _unlink_except_running(self):
        if any(batch.state == "running" for batch in self):
            raise UserError(self.env._("Stop the import before you delete it."))

    # Buttons -----------------------------------------------------------------------------------

    def action_check(self):
        """Read the file and judge each row; nothing but the list of rows is written."""
        self.ensure_one()
        self.check_access("write")
        self._require_state("draft", "checked")
        self._require_columns()
        self = self.sudo()
        self._forget_check()
        self.state = "checking"
        self._check_some(INLINE)
        if self.state == "checking":
            self._wake()

    def action_run(self):
        """Take the accepted rows over: the first ones now, the rest in the background."""
        self.ensure_one()
        self.check_access("write")
        self._require_state("checked", "stopped")
        self = self.sudo()
        if not self.new_count + self.known_count:
            raise UserError(self.env._("No row of this file can be taken over."))
        self._make_words()
        self.write({"state": "running", "started_at": self.started_at or fields.Datetime.now()})
        self._run_some(INLINE)
        if self.state == "running":
            self._wake()

    def action_stop(self):
        """Stop after the rows in hand. What is taken over stays; *run* goes on from there."""
        self.ensure_one()
        self.check_access("write")
        self._require_state("checking", "running")
        self.sudo().state = "stopped" if self.state == "running" else "draft"

    def action_back(self):
        """Change the columns or the file once more."""
        self.ensure_one()
        self.check_access("write")
        self._require_state("checked")
        self.sudo()._forget_check()

    def action_view_lines(self):
        """The rows of this import; the context may name the verdict to begin with."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_club.club_import_line_action"
        )
        action["domain"] = [("import_id", "=", self.id)]
        verdict = self.env.context.get("club_verdict")
        action["context"] = {f"search_default_{verdict}": 1} if verdict else {}
        return action

    def _require_state(self, *states):
        if self.state not in states:
            raise UserError(
                self.env._("This import is in another state by now. Open the page anew.")
            )

    def _require_columns(self):
        if not self.file:
            raise UserError(self.env._("Choose a file first."))
        targets = [column.target for column in self.column_ids if column.target]
        kept = self._targets(self.company_id)
        strange = [target for target in targets if target not in kept]
        if strange:
            raise UserError(
                self.env._(
                    "Your company does not keep “%s” of its members. Switch it on in the settings "
                    "(the member's record), or leave the column out.",
                    self._targets()[strange[0]]["label"],
                )
            )
        if "mobile" not in targets:
            raise UserError(
                self.env._("Say which column holds the mobile number: without it nobody is known.")
            )
        doubled = sorted({target for target in targets if targets.count(target) > 1})
        if doubled:
            raise UserError(
                self.env._("Two columns cannot both be “%s”.", kept[doubled[0]]["label"])
            )

    def _forget_check(self):
        self._delete_lines()
        self.sudo().write(
            {
                "state": "draft",
                "read_row": 0,
                "report_file": False,
                **dict.fromkeys(
                    (
                        *("total_count", "new_count", "known_count"),
                        *("double_count", "refused_count", "done_count"),
                    ),
                    0,
                ),
            }
        )

    def _delete_lines(self):
        self.env["club.import.line"].flush_model()
        self.env.cr.execute(SQL("DELETE FROM club_import_line WHERE import_id = ANY(%s)", self.ids))
        self.env["club.import.line"].invalidate_model()

    def _wake(self):
        self.env.ref("customer_club.ir_cron_club_import").sudo()._trigger()
