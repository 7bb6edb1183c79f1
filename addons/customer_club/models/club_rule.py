from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools.message_text import unknown_placeholders
from ..tools.sms_parts import count_parts
from .club_message import PURPOSES

ONCE = [
    ("each", "Every time"),
    ("day", "Once a day"),
    ("week", "Once a week"),
    ("month", "Once a month"),
    ("year", "Once a year"),
    ("ever", "Once ever"),
]
UNITS = [("minutes", "Minutes"), ("hours", "Hours"), ("days", "Days"), ("weeks", "Weeks")]
# What the planner knows by heart, because a key press has no time to ask.
SPEC_FIELDS = {"active", "trigger", "visit_number", "trigger_tag_id", "company_id", "sequence"}


class ClubRule(models.Model):
    """When something happens, to whom, what follows. Welcome and repeat texts of tags are its
    simple face: the same decision, without a record of their own.
    """

    _name = "club.rule"
    _description = "Club Rule"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    # When
    trigger = fields.Selection("_selection_trigger", "When", required=True, default="first_visit")
    trigger_kind = fields.Char(compute="_compute_trigger_kind")
    visit_number = fields.Integer("Visit no.", default=5)
    trigger_tag_id = fields.Many2one(
        "club.tag",
        "With the tag",
        check_company=True,
        ondelete="restrict",
        index="btree_not_null",
        help="The key that was pressed, or the tag that was given. Empty: any.",
    )
    days = fields.Integer("Days not seen", default=30)
    day_offset = fields.Integer(
        "Days after",
        help="0: on the day itself. -3: three days before it.",
    )
    send_hour = fields.Float("At", default=10.0, help="Hour of the day in the shop's time zone.")
    after_rule_id = fields.Many2one(
        "club.rule",
        "After the rule",
        check_company=True,
        ondelete="restrict",
        index="btree_not_null",
        help="This rule follows when that one has fired, after the delay.",
    )
    stop_on_visit = fields.Boolean(
        "Stop when the customer comes back",
        default=True,
        help="Whoever visits between the event and the moment of sending gets nothing more.",
    )
    delay = fields.Integer(help="How long after the event.")
    delay_unit = fields.Selection(UNITS, default="days", required=True)
    # Who
    tag_ids = fields.Many2many(
        "club.tag",
        "club_rule_club_tag_rel",
        "rule_id",
        "tag_id",
        "Who carries one of these tags",
        check_company=True,
    )
    group_ids = fields.Many2many(
        "club.group",
        "club_rule_club_group_rel",
        "rule_id",
        "group_id",
        "Who is in one of these groups",
        check_company=True,
    )
    domain = fields.Char("Who matches", default="[]")
    # What
    purpose = fields.Selection(PURPOSES, required=True, default="service")
    once = fields.Selection(ONCE, "At most", required=True, default="each")
    expire_days = fields.Integer(
        "Useless after",
        default=3,
        help="A text that had to wait longer than this many days is cancelled: nobody wants a "
        "birthday greeting a week late. 0: it may wait as long as it has to.",
    )
    text = fields.Text(
        help="You can use {name}, {visits}, {company} and, with a reward, {code} and {until}."
    )
    template_id = fields.Many2one(
        "sms.template",
        "SMS template",
        domain=[("model", "=", "res.partner")],
        ondelete="restrict",
        index="btree_not_null",
        help="Instead of a text of its own: one of Odoo's SMS templates, in all its languages.",
    )
    parts = fields.Integer(compute="_compute_parts")
    program_id = fields.Many2one(
        "loyalty.program",
        "Coupon or points of",
        check_company=True,
        ondelete="restrict",
        index="btree_not_null",
    )
    points = fields.Float(default=1.0)
    valid_days = fields.Integer("Valid for", help="Days until the coupon ends. 0: no end.")
    give_tag_id = fields.Many2one(
        "club.tag",
        "Give the tag",
        check_company=True,
        ondelete="restrict",
        index="btree_not_null",
    )
    activity_type_id = fields.Many2one(
        "mail.activity.type",
        "Activity for staff",
        domain=[("res_model", "in", (False, "res.partner"))],
        ondelete="restrict",
        index="btree_not_null",
    )
    activity_summary = fields.Char("What is to be done")
    activity_user_id = fields.Many2one("res.users", "Who does it")
    # What it has done
    version = fields.Integer("Wording no.", default=1, readonly=True, copy=False)
    planned_until = fields.Date(readonly=True, copy=False)
    run_ids = fields.One2many("club.rule.run", "rule_id", "Firings")
    run_count = fields.Integer("Fired", compute="_compute_run_count")
    wording_ids = fields.One2many("club.rule.wording", "rule_id", "Wordings", readonly=True)

    _numbers = models.Constraint(
        "CHECK (visit_number > 0 AND days > 0 AND delay >= 0 AND valid_days >= 0"
        " AND expire_days >= 0 AND send_hour >= 0 AND send_hour < 24)",
        "A number of visits or days is positive, an hour lies between 0 and 24.",
    )

    @api.depends("trigger")
    def _compute_trigger_kind(self):
        kinds = {code: values["kind"] for code, values in self._triggers().items()}
        for rule in self:
            rule.trigger_kind = kinds.get(rule.trigger)

    @api.depends("text", "template_id.body")
    def _compute_parts(self):
        for rule in self:
            rule.parts = count_parts(rule.template_id.body or rule.text or "")

    def _compute_run_count(self):
        counts = dict(
            self.env["club.rule.run"]._read_group(
                [("rule_id", "in", self.ids), ("state", "=", "done")], ["rule_id"], ["__count"]
            )
        )
        for rule in self:
            rule.run_count = counts.get(rule, 0)

    # Checks ------------------------------------------------------------------------------------

    @api.constrains("text", "template_id", "program_id")
    def _check_text(self):
        for rule in self:
            extra = ("code", "until") if rule.program_id else ()
            unknown = unknown_placeholders(rule.text, extra)
            if unknown:
                raise ValidationError(
                    self.env._(
                        "%(rule)s: the text holds {%(unknown)s}, which nothing can fill. Use "
                        "{name}, {visits}, {company}; with a reward also {code} and {until}.",
                        rule=rule.name,
                        unknown="}, {".join(unknown),
                    )
                )

    @api.constrains("text", "template_id", "program_id", "give_tag_id", "activity_type_id")
    def _check_does_something(self):
        for rule in self:
            if not rule._actions_of():
                raise ValidationError(
                    self.env._(
                        "%s does nothing yet: write a text, or choose a reward, a tag or an "
                        "activity.",
                        rule.name,
                    )
                )

    @api.constrains("trigger", "after_rule_id")
    def _check_sequence(self):
        for rule in self:
            if rule.trigger == "after_rule" and not rule.after_rule_id:
                raise ValidationError(self.env._("Say which rule %s follows.", rule.name))
        if self._has_cycle("after_rule_id"):
            raise ValidationError(self.env._("Rules cannot follow each other in a circle."))

    @api.constrains("domain")
    def _check_domain(self):
        """As the person who writes it: a filter must not tell what its writer may not read."""
        for rule in self:
            try:
                self.env["res.partner"].search(rule._typed_domain(), limit=1)
            except (ValueError, TypeError, KeyError) as error:
                raise ValidationError(
                    self.env._("%s: the filter of customers cannot be read.", rule.name)
                ) from error

    def _typed_domain(self):
        self.ensure_one()
        return self.env["res.partner"]._club_read_domain(self.domain)

    # Upkeep ------------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        self.env.registry.clear_cache()
        rules._keep_wording()
        rules._start_today()
        return rules

    def write(self, vals):
        self._forget_cached(vals)
        result = super().write(vals)
        if {"text", "template_id", "purpose"} & vals.keys():
            self._keep_wording()
        if vals.get("active") or "trigger" in vals:
            self._start_today()
        return result

    def _forget_cached(self, vals):
        if SPEC_FIELDS & vals.keys():
            self.env.registry.clear_cache()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        used = self.env["club.rule.run"].sudo().search([("rule_id", "in", self.ids)]).rule_id
        if used:
            raise UserError(
                self.env._(
                    "%s has fired already: messages are explained by it. Archive it instead.",
                    ", ".join(used.mapped("name")),
                )
            )
        self.env.registry.clear_cache()

    def action_view_runs(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_club.club_rule_run_action")
        action["domain"] = [("rule_id", "=", self.id)]
        return action
