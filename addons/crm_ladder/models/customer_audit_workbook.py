import logging
import os
import tempfile

from markupsafe import Markup

from odoo import api, fields, models

from ..report.customer_audit_sheets import write_book
from ..tools.sheet_text import file_name

_logger = logging.getLogger(__name__)
MIMETYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class CustomerAuditWorkbook(models.Model):
    """An audit as a workbook, written in the background; a crash begins it anew."""

    _name = "customer.audit.workbook"
    _description = "Workbook of a Customer Audit"
    _order = "id desc"

    run_id = fields.Many2one(
        "customer.audit.run", "Audit", readonly=True, required=True, ondelete="cascade", index=True
    )
    user_id = fields.Many2one("res.users", "For", readonly=True, ondelete="cascade")
    lang = fields.Char("Language", readonly=True, required=True, default="en_US")
    state = fields.Selection(
        [
            ("waiting", "Waiting"),
            ("running", "Being written"),
            ("done", "Ready"),
            ("failed", "Failed"),
        ],
        readonly=True,
        required=True,
        default="waiting",
        index=True,
    )
    progress = fields.Integer("Progress (%)", readonly=True, aggregator="avg")
    error = fields.Char(readonly=True)
    attachment_id = fields.Many2one("ir.attachment", "File", readonly=True, ondelete="set null")
    size = fields.Integer("Size (kB)", readonly=True)

    @api.depends("run_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for book in self:
            book.display_name = self.env._("Customer audit: %s", book.run_id.name)

    @api.model
    def _order_book(self, run, user, lang):
        """Queue a workbook of ``run`` and wake who writes it; return the record."""
        book = self.sudo().create({"run_id": run.id, "user_id": user.id, "lang": lang or "en_US"})
        self.env.ref("crm_ladder.ir_cron_customer_audit_workbook").sudo()._trigger()
        return book

    def action_download(self):
        """Fetch the file."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self.sudo().attachment_id.id}?download=true",
            "target": "download",
        }

    def action_again(self):
        """Try once more after a failure."""
        self.check_access("read")
        self.sudo().filtered(lambda book: book.state == "failed").write(
            {"state": "waiting", "error": False, "progress": 0}
        )
        self.env.ref("crm_ladder.ir_cron_customer_audit_workbook").sudo()._trigger()

    @api.model
    def _cron_write(self):
        """Write the workbooks that wait, and those that a crash left half written."""
        cron = self.env["ir.cron"]
        domain = [("state", "in", ("waiting", "running"))]
        while book := self.search(domain, order="id", limit=1):
            book.write({"state": "running", "progress": 0})
            cron._commit_progress(remaining=self.search_count(domain))
            try:
                book._write_file()
            except Exception as error:
                self.env.cr.rollback()
                _logger.exception("A workbook could not be written.")
                book.write({"state": "failed", "error": str(error)[:500]})
                book._tell()
            if not cron._commit_progress(1):
                break

    def _write_file(self):
        """Write the file, keep it, and say that it is ready."""
        self.ensure_one()
        env = self.env(context=dict(self.env.context, lang=self.lang))
        descriptor, path = tempfile.mkstemp(suffix=".xlsx")
        os.close(descriptor)
        try:
            write_book(env, self.run_id.with_env(env), path, self.lang, self._report_progress)
            with open(path, "rb") as stream:
                content = stream.read()
        finally:
            os.unlink(path)
        name = f"{file_name(self.with_env(env).display_name)}.xlsx"
        attachment = self.env["ir.attachment"].create(
            {
                "name": name,
                "raw": content,
                "mimetype": MIMETYPE,
                "res_model": self._name,
                "res_id": self.id,
            }
        )
        self.write(
            {
                "attachment_id": attachment.id,
                "state": "done",
                "progress": 100,
                "size": len(content) // 1024,
            }
        )
        self._tell()

    def _report_progress(self, part):
        """Show how far it is; kept at once, so that who waits sees it."""
        self.progress = min(99, int(part * 100))
        self.env["ir.cron"]._commit_progress()

    def _tell(self):
        """Tell who asked for it that the workbook is ready, or that it failed."""
        self.ensure_one()
        if not self.user_id:
            return
        env = self.env(context=dict(self.env.context, lang=self.lang))
        here = self.with_env(env)
        if self.state == "done":
            title, kind = env._("The workbook is ready"), "success"
            url = f"/web/content/{self.attachment_id.id}?download=true"
            body = Markup('<a href="%s">%s</a>') % (url, here.display_name)
        else:
            title, kind = env._("The workbook could not be written"), "danger"
            body = f"{here.display_name}: {self.error}"
        self.user_id._bus_send(
            "simple_notification",
            {"title": title, "message": here.display_name, "type": kind, "sticky": True},
        )
        env["mail.thread"].message_notify(
            partner_ids=self.user_id.partner_id.ids, subject=title, body=body
        )


class CustomerAuditRun(models.Model):
    _inherit = "customer.audit.run"

    workbook_ids = fields.One2many("customer.audit.workbook", "run_id", "Workbooks", readonly=True)

    def action_workbook(self):
        """Have the audit written as a workbook in the reader's language."""
        self.ensure_one()
        self.check_access("read")
        self.env["customer.audit.workbook"]._order_book(
            self, self.env.user, self.env.lang or self.env.user.lang
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "message": self.env._(
                    "The workbook is being written. You are told when it is ready."
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
