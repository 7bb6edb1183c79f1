import base64
import io
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..tools.digits import localize_digits
from ..tools.export_sheet import write_csv, write_xlsx

# So many rows are written while the user waits; more are the scheduled action's.
INLINE = 2000
KEEP_DAYS = 7
EXPORT_GROUP = "base.group_allow_export"
RESULTS = {"state", "file", "filename", "row_count", "done_count", "finished_at", "user_id"}


class ClubExport(models.Model):
    """A list of members that left the system: who took whom, when. The file goes, this stays."""

    _name = "club.export"
    _description = "Export of Members"
    _order = "id desc"
    _rec_name = "filename"

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    user_id = fields.Many2one(
        "res.users", "Exported by", required=True, default=lambda self: self.env.user, readonly=True
    )
    kind = fields.Selection(
        [("xlsx", "Excel"), ("csv", "Text (CSV)")], "Kind of file", required=True, default="xlsx"
    )
    domain = fields.Char("Which members", required=True, default="[('club_mobile', '!=', False)]")
    match_count = fields.Integer("Members", compute="_compute_match_count")
    state = fields.Selection(
        [("draft", "New"), ("running", "Running"), ("done", "Done")],
        required=True,
        default="draft",
        readonly=True,
    )
    row_count = fields.Integer("Rows", readonly=True)
    done_count = fields.Integer("Rows written", readonly=True)
    progress = fields.Float(compute="_compute_progress")
    file = fields.Binary(attachment=True, readonly=True, copy=False)
    filename = fields.Char("Name of the file", readonly=True)
    finished_at = fields.Datetime("Finished", readonly=True)

    @api.depends("domain", "company_id")
    def _compute_match_count(self):
        for export in self:
            try:
                domain = export._member_domain()
            except UserError:
                export.match_count = 0
            else:
                export.match_count = self.env["res.partner"].search_count(domain)

    @api.depends("done_count", "row_count", "state")
    def _compute_progress(self):
        for export in self:
            share = export.done_count / export.row_count if export.row_count else 0
            export.progress = 100 if export.state == "done" else round(100 * share, 1)

    @api.model_create_multi
    def create(self, vals_list):
        self._check_may_export()
        for vals in vals_list:
            self._refuse_results(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_results(vals)
        if not self.env.su and any(export.state != "draft" for export in self):
            raise AccessError(self.env._("What was exported stays as it was written down."))
        return super().write(vals)

    def _refuse_results(self, vals):
        if not self.env.su and RESULTS & vals.keys():
            raise AccessError(self.env._("What an export has written cannot be set by hand."))

    def _check_may_export(self):
        if not self.env.su and not self.env.user.has_group(EXPORT_GROUP):
            raise AccessError(
                self.env._("You need the right “Export” in your user's settings for this.")
            )

    # Buttons -----------------------------------------------------------------------------------

    def action_export(self):
        """Write the file: at once when it is small, else in the background."""
        self.ensure_one()
        self.check_access("write")
        self._check_may_export()
        if self.state != "draft":
            raise UserError(self.env._("This list has been exported already. Make a new one."))
        count = self.env["res.partner"].search_count(self._member_domain())
        if not count:
            raise UserError(self.env._("No member fits. Choose others."))
        self.sudo().write({"state": "running", "row_count": count})
        if count <= INLINE:
            self.sudo()._write_file()
            return self.action_download()
        self.env.ref("customer_club.ir_cron_club_export").sudo()._trigger()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "message": localize_digits(
                    self.env._(
                        "%s members are being written in the background. "
                        "You will be told when the file is ready.",
                        count,
                    ),
                    self.env.lang,
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def action_download(self):
        self.ensure_one()
        if not self.file:
            raise UserError(self.env._("The file is gone: export once more."))
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/club.export/{self.id}/file/{self.filename}?download=true",
            "target": "download",
        }

    @api.model
    def _action_export_selected(self, partners):
        """Open the page for the members that are selected in a list."""
        self._check_may_export()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_club.club_export_new_action"
        )
        action["context"] = {"default_domain": repr([("id", "in", partners.ids)])}
        return action

    # Work --------------------------------------------------------------------------------------

    @api.model
    def _cron_export(self):
        """Write the files that wait. A worker that dies leaves no half file: it is written anew."""
        commit = self.env["ir.cron"]._commit_progress
        for export in self.search([("state", "=", "running")], order="id"):
            export._write_file(lambda done: commit(done, remaining=1))
            if not commit(1, remaining=0):
                break

    def _member_domain(self):
        """The members who are meant, within the company."""
        try:
            domain = self.env["res.partner"]._club_read_domain(self.domain)
            domain.validate(self.env["res.partner"])
        except (ValueError, TypeError) as error:
            raise UserError(self.env._("This filter cannot be read: %s", self.domain)) from error
        return (
            domain
            & Domain("club_mobile", "!=", False)
            & Domain("company_id", "in", [False, self.company_id.id])
        )

    def _write_file(self, go_on=None):
        """Write the file with the rights of the one who asked for it, and say that it is ready.

        :param go_on: called now and then with the number of rows since the last call
        """
        self.ensure_one()
        reader = self.with_user(self.user_id).with_context(
            lang=self.user_id.lang, allowed_company_ids=self.company_id.ids
        )
        columns = reader._columns()
        headings = [heading for column in columns for heading in column.headings]
        title = reader.env._("Members")
        rows = self._counted_rows(reader._rows(columns), go_on)
        stream = io.BytesIO()
        if self.kind == "csv":
            text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
            write_csv(text, headings, rows)
            text.flush()
        else:
            direction = self.env["res.lang"]._get_data(code=self.user_id.lang).direction
            write_xlsx(stream, title, headings, rows, right_to_left=direction == "rtl")
        today = fields.Date.context_today(self.with_context(tz=self.company_id._club_tz()))
        self.write(
            {
                "state": "done",
                "file": base64.b64encode(stream.getvalue()),
                "filename": f"{title} {today}.{self.kind}",
                "finished_at": fields.Datetime.now(),
            }
        )
        if go_on:
            self._tell_ready()

    def _counted_rows(self, batches, go_on):
        done = 0
        for batch in batches:
            yield from batch
            done += len(batch)
            if go_on:
                self.done_count = done
                go_on(len(batch))
        self.write({"done_count": done, "row_count": done})

    def _tell_ready(self):
        env = self.with_context(lang=self.user_id.lang).env
        self.user_id._bus_send(
            "simple_notification",
            {
                "type": "success",
                "sticky": True,
                "message": localize_digits(
                    env._("%s members are written. The file lies under “Exports”.", self.row_count),
                    self.user_id.lang,
                ),
            },
        )

    @api.autovacuum
    def _gc_files(self):
        """Personal data does not lie about: the file goes after some days, the note stays."""
        limit = fields.Datetime.now() - timedelta(days=KEEP_DAYS)
        self.search([("finished_at", "<", limit), ("file", "!=", False)]).write({"file": False})
        self.search([("state", "=", "draft"), ("create_date", "<", limit)]).unlink()
