"""What followed a group message: counted set-wise, each group within its own days."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.digits import localize_digits
from ..tools.effect import lift, winner

# After its days a result is counted for a while yet: delivery reports and entries come late.
LATE_DAYS = 3
INLINE = 20_000
LEFT = "('failed', 'blocked', 'unknown', 'cancelled')"


class ClubBroadcast(models.Model):
    _inherit = "club.broadcast"

    arm_ids = fields.One2many("club.broadcast.arm", "broadcast_id", "Results", readonly=True)
    results_at = fields.Datetime("Counted", readonly=True, copy=False)
    has_purchases = fields.Boolean(
        compute="_compute_has_purchases", help="Whether something tells who bought."
    )

    def _compute_has_purchases(self):
        for broadcast in self:
            broadcast.has_purchases = bool(
                broadcast._bought_query(fields.Datetime.now(), fields.Datetime.now())
            )

    # Hooks --------------------------------------------------------------------------------------

    def _bought_query(self, since, until):
        """Hook: who bought between two moments (naive UTC), and for how much.

        :return: ``SQL`` select of ``partner_id`` and ``amount`` (currency of the broadcast's
            company), any number of rows for a person; None where nothing tells
        """
        return None

    def action_view_recipients(self):
        """The recipients; the context may name a group in ``club_arm``."""
        arm = self.env.context.get("club_arm")
        return self._open_recipients([("arm", "=", arm)] if arm else [])

    def action_view_messages(self):
        """The lines of the ledger."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_club.club_message_action")
        action["domain"] = [("rule_key", "=", self._rule_key())]
        filters = {k: v for k, v in self.env.context.items() if k.startswith("search_default_")}
        action["context"] = filters
        return action

    def _open_recipients(self, domain):
        """The page of the recipients whom ``domain`` picks."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_club.club_broadcast_recipient_action"
        )
        action["domain"] = [("broadcast_id", "=", self.id), *domain]
        return action

    # Counting -----------------------------------------------------------------------------------

    def action_refresh(self):
        """Count the results anew: at once, or in the background when there are many."""
        self.ensure_one()
        self.check_access("read")
        if self.people_count <= INLINE:
            self.sudo()._refresh()
        else:
            self.sudo().results_at = False
            self.env.ref("customer_club.ir_cron_club_broadcast_results").sudo()._trigger()

    @api.model
    def _cron_results(self):
        """Count what followed the group messages whose days are not over."""
        now = fields.Datetime.now()
        progress = self.env["ir.cron"]._commit_progress
        todo = self.search([("started_at", "!=", False)]).filtered(lambda b: b._counts(now))
        progress(remaining=len(todo))
        for broadcast in todo:
            broadcast._refresh()
            if not progress(1):
                break

    def _counts(self, now):
        """Whether something new can still come in."""
        if not self.results_at or self.state in ("testing", "sending", "paused"):
            return True
        last = (self.rest_at or self.started_at) + timedelta(days=self.window_days + LATE_DAYS)
        return self.results_at < last and now >= self.results_at

    def _window(self, arm):
        """From when until when an arm is counted: two naive UTC moments."""
        late = arm in ("winner", "holdout") and self.ab
        since = (self.rest_at if late else None) or self.started_at
        return since, since + timedelta(days=self.window_days)

    def _refresh(self):
        """Count what followed, of one group message, in a handful of statements."""
        self.ensure_one()
        if not self.started_at:
            return
        self.env.flush_all()
        for arm in self._arms():
            self._mark(arm)
        self._sum_up()
        self.results_at = fields.Datetime.now()
        self.env["club.broadcast.recipient"].invalidate_model(flush=False)
        self.env["club.broadcast.arm"].invalidate_model(flush=False)
        self.invalidate_recordset(["arm_ids"], flush=False)

    def _arms(self):
        return ("a", "b", "winner", "holdout") if self.ab else ("a", "holdout")

    def _visited_sql(self, since, until):
        """Whether a recipient ``r`` came to the company between two moments."""
        return SQL(
            """
            EXISTS (SELECT FROM club_visit v
                     WHERE v.partner_id = r.partner_id AND v.company_id = %s
                       AND v.void_date IS NULL AND v.visited_at >= %s AND v.visited_at < %s)
            """,
            self.company_id.id,
            since,
            until,
        )

    def _bought_sql(self, since, until):
        """What each person of ``partner_id`` spent: a select of one row for each buyer."""
        query = self._bought_query(since, until)
        if not query:
            return SQL("SELECT NULL::int AS partner_id, NULL::float8 AS amount WHERE FALSE")
        return SQL(
            "SELECT partner_id, sum(amount) AS amount FROM (%s) q GROUP BY partner_id", query
        )

    def _mark(self, arm):
        """Write on each recipient of a group what followed; only rows that change are written."""
        since, until = self._window(arm)
        self.env.cr.execute(
            SQL(
                """
                WITH spent AS MATERIALIZED (%(bought)s),
                news AS (
                    SELECT r.id,
                           EXISTS (SELECT FROM club_message m JOIN club_link l
                                     ON l.rule_key = m.rule_key AND l.origin = m.origin
                                    WHERE m.id = r.message_id
                                      AND l.first_click_at IS NOT NULL) AS clicked,
                           %(visited)s AS visited,
                           s.partner_id IS NOT NULL AS bought,
                           COALESCE(s.amount, 0) AS revenue,
                           EXISTS (SELECT FROM club_consent c
                                    WHERE c.partner_id = r.partner_id AND NOT c.given
                                      AND c.purpose = 'advertising'
                                      AND (c.company_id IS NULL OR c.company_id = %(company)s)
                                      AND c.at >= %(since)s AND c.at < %(until)s) AS opted_out
                      FROM club_broadcast_recipient r LEFT JOIN spent s USING (partner_id)
                     WHERE r.broadcast_id = %(id)s AND r.arm = %(arm)s)
                UPDATE club_broadcast_recipient r
                   SET clicked = n.clicked, visited = n.visited, bought = n.bought,
                       revenue = n.revenue, opted_out = n.opted_out
                  FROM news n
                 WHERE n.id = r.id AND (n.clicked, n.visited, n.bought, n.revenue, n.opted_out)
                       IS DISTINCT FROM (COALESCE(r.clicked, FALSE), COALESCE(r.visited, FALSE),
                                         COALESCE(r.bought, FALSE), COALESCE(r.revenue, 0),
                                         COALESCE(r.opted_out, FALSE))
                """,
                bought=self._bought_sql(since, until),
                visited=self._visited_sql(since, until),
                company=self.company_id.id,
                since=since,
                until=until,
                id=self.id,
                arm=arm,
            )
        )

    def _sum_up(self):
        """One line of results for each group."""
        price = self.company_id.sudo().club_part_price or 0.0
        for arm in self._arms():
            since, until = self._window(arm)
            self.env.cr.execute(
                SQL(
                    """
                    INSERT INTO club_broadcast_arm (broadcast_id, arm, people, planned, waiting,
                           sent, delivered, failed, clicked, visited, bought, opted_out, parts,
                           price, revenue, base_people, base_visited, base_bought)
                    SELECT %(id)s, %(arm)s, count(*), count(m.id),
                           count(*) FILTER (WHERE m.state IN
                                            ('planned', 'held', 'queued', 'sending')),
                           count(*) FILTER (WHERE m.state = 'sent'),
                           count(*) FILTER (WHERE m.state = 'delivered'),
                           count(*) FILTER (WHERE m.state IN %(left)s),
                           count(*) FILTER (WHERE r.clicked), count(*) FILTER (WHERE r.visited),
                           count(*) FILTER (WHERE r.bought), count(*) FILTER (WHERE r.opted_out),
                           COALESCE(sum(m.parts) FILTER (WHERE m.queued_at IS NOT NULL), 0),
                           COALESCE(sum(m.parts) FILTER (WHERE m.queued_at IS NOT NULL), 0)
                               * %(price)s,
                           COALESCE(sum(r.revenue), 0), %(base)s
                      FROM club_broadcast_recipient r
                           LEFT JOIN club_message m ON m.id = r.message_id
                     WHERE r.broadcast_id = %(id)s AND r.arm = %(arm)s
                    ON CONFLICT (broadcast_id, arm) DO UPDATE SET (people, planned, waiting, sent,
                           delivered, failed, clicked, visited, bought, opted_out, parts, price,
                           revenue, base_people, base_visited, base_bought) =
                           (EXCLUDED.people, EXCLUDED.planned, EXCLUDED.waiting, EXCLUDED.sent,
                           EXCLUDED.delivered, EXCLUDED.failed, EXCLUDED.clicked,
                           EXCLUDED.visited, EXCLUDED.bought, EXCLUDED.opted_out,
                           EXCLUDED.parts, EXCLUDED.price, EXCLUDED.revenue,
                           EXCLUDED.base_people, EXCLUDED.base_visited, EXCLUDED.base_bought)
                    """,
                    id=self.id,
                    arm=arm,
                    left=SQL(LEFT),
                    price=price,
                    base=self._base_sql(arm, since, until),
                )
            )

    def _base_sql(self, arm, since, until):
        """What the hold-out group did in the days of ``arm``: people, visitors, buyers."""
        if arm == "holdout" or not self.holdout_count:
            return SQL("0, 0, 0")
        [base] = self.env.execute_query(
            SQL(
                """
                WITH spent AS MATERIALIZED (%(bought)s)
                SELECT count(*), count(*) FILTER (WHERE %(visited)s), count(s.partner_id)
                  FROM club_broadcast_recipient r LEFT JOIN spent s USING (partner_id)
                 WHERE r.broadcast_id = %(id)s AND r.arm = 'holdout'
                """,
                bought=self._bought_sql(since, until),
                visited=self._visited_sql(since, until),
                id=self.id,
            )
        )
        return SQL("%s, %s, %s", *base)

    # The better text ----------------------------------------------------------------------------

    def _find_winner(self):
        """Which text did better on the sample, by the measure that was chosen."""
        self._refresh()
        rows = {row.arm: row for row in self.arm_ids}
        a, b = rows["a"], rows["b"]
        hits = self.winner_by
        return winner(a[hits], a.people, b[hits], b.people)


class ClubBroadcastArm(models.Model):
    _inherit = "club.broadcast.arm"

    def _lift_words(self, hits, base_hits):
        """The difference to the hold-out group, in words; empty where there is none."""
        self.ensure_one()
        found = lift(hits, self.people, base_hits, self.base_people)
        if self.arm == "holdout" or not found:
            return ""
        words = self.env._(
            "%(difference)s points more (%(low)s to %(high)s, 95 %% sure): about %(more)s people",
            difference=f"{100 * found.difference:+.1f}",
            low=f"{100 * found.low:+.1f}",
            high=f"{100 * found.high:+.1f}",
            more=round(found.more),
        )
        if not found.certain:
            words = self.env._("%s; it may be chance", words)
        return localize_digits(words, self.env.lang)
