"""What rules can wait for and what they can do. Add-ons put their own beside these."""

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL


class ClubRule(models.Model):
    _inherit = "club.rule"

    @api.model
    def _triggers(self):
        """Code → ``{"label": words, "kind": kind}`` of every trigger, in the order shown.

        Extend it to register one. By its kind a trigger

        - ``visit``: is decided by ``tools/rule_decide.py`` with each counted visit;
        - ``event``: is fired by whoever sees the event: :meth:`_fire`;
        - ``day``: has a method ``_trigger_<code>(self, day)`` (``self``: one rule, ``day``: local
          date) that returns a :class:`SQL` select of three columns: ``partner_id``, ``event_key``
          (text; one person gets one firing for one key: ``birthday:1405``) and ``origin`` (text:
          what the ledger says about why). Write no filter by company, membership or period: the
          engine adds them. The rule's ``day_offset`` and ``send_hour`` are applied by the engine,
          too: ``day`` is the day of the event itself. ``"offset": False`` hides the offset;
        - ``follow``: follows another rule;
        - ``manual``: is fired by hand.
        """
        return {
            "first_visit": {"label": self.env._("First visit"), "kind": "visit"},
            "nth_visit": {"label": self.env._("Visit number …"), "kind": "visit"},
            "later_visit": {"label": self.env._("Second and later visits"), "kind": "visit"},
            "not_seen": {
                "label": self.env._("Not seen for some days"),
                "kind": "day",
                "offset": False,
            },
            "joined": {"label": self.env._("Joined the club"), "kind": "event"},
            "tag_given": {"label": self.env._("A tag was given"), "kind": "event"},
            "form_completed": {"label": self.env._("The form was completed"), "kind": "event"},
            "message_clicked": {
                "label": self.env._("A link in a message was clicked"),
                "kind": "event",
            },
            "after_rule": {"label": self.env._("After another rule"), "kind": "follow"},
            "manual": {"label": self.env._("By hand"), "kind": "manual"},
        }

    @api.model
    def _selection_trigger(self):
        return [(code, values["label"]) for code, values in self._triggers().items()]

    @api.model
    def _actions(self):
        """Codes of the actions in the order in which they are taken; the text is the last.

        Extend it to register one. An action has ``_has_<code>(self)`` (``self``: one rule; whether
        the rule takes it) and ``_action_<code>(self, runs, facts)`` for many firings of the rule
        at once. ``facts`` is a dict run id → dict of placeholder values, which earlier actions
        fill for the text: ``code``, ``until``.
        """
        return ["reward", "tag", "activity", "text"]

    def _actions_of(self):
        """Codes of the actions that this rule takes."""
        self.ensure_one()
        return [code for code in self._actions() if getattr(self, f"_has_{code}")()]

    # Who ---------------------------------------------------------------------------------------

    def _who_parts(self):
        """Conditions on the customer, as ``[(reason code where it fails, domain)]``.

        The planner, the last check before sending and the simulator all read them here.
        """
        self.ensure_one()
        parts = [
            ("not_member", Domain("club_mobile", "!=", False) & Domain("active", "=", True)),
            ("other_company", Domain("company_id", "in", [False, self.company_id.id])),
        ]
        if self.tag_ids:
            parts.append(("without_tag", Domain("club_tag_ids", "in", self.tag_ids.ids)))
        if self.group_ids:
            parts.append(("other_group", Domain("club_group_id", "in", self.group_ids.ids)))
        typed = self._typed_domain()
        if not typed.is_true():
            parts.append(("filter", typed))
        return parts

    def _who_query(self):
        """The ids of everybody the rule is meant for, as a subselect."""
        domain = Domain.AND(part for _code, part in self._who_parts())
        partners = self.env["res.partner"].sudo().with_company(self.company_id)
        return partners.with_context(active_test=False)._search(domain).subselect()

    # Triggers of days --------------------------------------------------------------------------

    def _trigger_not_seen(self, day):
        """Members whose last visit to the company lies ``days`` days before ``day``."""
        since, until = self.company_id._club_day_span(day, -self.days)
        return SQL(
            """
            SELECT v.partner_id, 'visit:' || v.id AS event_key, 'visit:' || v.id AS origin
              FROM club_visit v
             WHERE v.company_id = %(company)s AND v.void_date IS NULL
               AND v.visited_at >= %(since)s AND v.visited_at < %(until)s
               AND NOT EXISTS (
                   SELECT FROM club_visit later
                    WHERE later.partner_id = v.partner_id AND later.company_id = v.company_id
                      AND later.void_date IS NULL
                      AND (later.visited_at, later.id) > (v.visited_at, v.id))
            """,
            company=self.company_id.id,
            since=since,
            until=until,
        )
