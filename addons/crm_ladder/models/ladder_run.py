import time

from psycopg2.errors import SerializationFailure

from odoo import api, fields, models
from odoo.tools import SQL

BATCH = 2000
RETRIES = 5


class LadderRun(models.Model):
    """One evaluation of everybody: where it stands, so that it can go on after any stop."""

    _name = "ladder.run"
    _description = "Ladder Evaluation of Everybody"
    _order = "id desc"
    _rec_name = "started_at"

    state = fields.Selection(
        [("running", "Running"), ("done", "Done"), ("superseded", "Rules changed")],
        required=True,
        default="running",
        readonly=True,
    )
    version_id = fields.Many2one("ladder.version", "Rules", readonly=True, ondelete="restrict")
    started_at = fields.Datetime("Started", required=True, readonly=True)
    ended_at = fields.Datetime("Ended", readonly=True)
    last_partner_id = fields.Integer("Evaluated up to partner", readonly=True)
    total = fields.Integer("Customers", readonly=True)
    evaluated = fields.Integer(readonly=True)
    moved = fields.Integer(readonly=True)

    _version_idx = models.Index("(version_id)")

    @api.model
    def _cron_evaluate(self):
        """Evaluate everybody in batches that commit; goes on where the last call stopped."""
        run = self._open()
        retries = RETRIES
        while True:
            try:
                count = run._step(BATCH)
                seconds_left = self.env["ir.cron"]._commit_progress(
                    count, remaining=max(run.total - run.evaluated, 1) if count else 0
                )
            except SerializationFailure:
                # Somebody came to the counter while this batch was judged: judge it again.
                self.env.cr.rollback()
                self.env.invalidate_all()
                retries -= 1
                if not retries:
                    raise
                time.sleep(0.05)
                continue
            if not count or not seconds_left:
                return

    @api.model
    def _open(self):
        """The unfinished run under the present rules, or a new one."""
        version = self.env["ladder.version"]._current().version
        run = self.search([("state", "=", "running")], limit=1)
        if run and run.version_id.id == version:
            return run
        now = fields.Datetime.now()
        run.write({"state": "superseded", "ended_at": now})
        [(total,)] = self.env.execute_query(
            SQL(
                "SELECT count(*) FROM res_partner p WHERE %s",
                self.env["ladder.facts"]._on_ladder(),
            )
        )
        return self.create({"version_id": version, "started_at": now, "total": total})

    def _step(self, limit):
        """Evaluate the next ``limit`` partners; return how many there were."""
        rows = self.env.execute_query(
            SQL(
                "SELECT p.id FROM res_partner p WHERE p.id > %s AND %s ORDER BY p.id LIMIT %s",
                self.last_partner_id,
                self.env["ladder.facts"]._on_ladder(),
                limit,
            )
        )
        if not rows:
            self.write({"state": "done", "ended_at": fields.Datetime.now()})
            self.env["ladder.playbook"]._plan_for_stuck()
            self.env.ref("crm_ladder.ir_cron_ladder_score")._trigger()
            return 0
        ids = [partner_id for (partner_id,) in rows]
        moves = self.env["ladder.engine"]._evaluate(ids)
        self.write(
            {
                "last_partner_id": ids[-1],
                "evaluated": self.evaluated + len(ids),
                "moved": self.moved + len(moves),
            }
        )
        return len(ids)
