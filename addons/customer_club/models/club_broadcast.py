"""A group message: one text to many. What it is, and what people may do with it."""

from uuid import uuid4

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ..tools.message_text import unknown_placeholders
from ..tools.rule_time import moment_at
from ..tools.sms_parts import count_parts

STATES = [
    ("draft", "New"),
    ("asked", "Waits for approval"),
    ("scheduled", "Scheduled"),
    ("collecting", "Recipients are collected"),
    ("testing", "Test on a sample"),
    ("sending", "Sending"),
    ("done", "Done"),
    ("paused", "Paused"),
    ("cancelled", "Cancelled"),
]
# States in which the scheduled action has something to do, sooner or later.
AT_WORK = ("scheduled", "collecting", "testing", "sending")
# What the broadcast itself writes down; nobody types it.
RESULTS = {
    *("state", "paused_from", "ledger_stale", "seed", "problem", "approved_by_id", "winner"),
    *(
        "scheduled_at",
        "collected_after",
        "people_count",
        "target_count",
        "queued_count",
        "skipped_count",
    ),
    *("holdout_count", "started_at", "rest_at", "finished_at", "results_at"),
}
# What may still be changed once the texts are on their way.
LATER = {"name", "winner_mode", "winner_by", "message_follower_ids", "message_ids"}


class ClubBroadcast(models.Model):
    """One text to everybody whom it is meant for, each person once. Always advertising.

    Its recipients are frozen when it starts and put into the ledger by a scheduled action, under
    the rule key ``broadcast:<id>`` and the origin ``partner:<id>``.
    """

    _name = "club.broadcast"
    _description = "Group Message"
    _inherit = ["mail.thread"]
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    user_id = fields.Many2one(
        "res.users", "Responsible", default=lambda self: self.env.user, readonly=True, copy=False
    )
    campaign_id = fields.Many2one(
        "utm.campaign", ondelete="restrict", index="btree_not_null", tracking=True
    )
    purpose = fields.Char(compute="_compute_purpose", help="For the writing aid.")
    # What
    text = fields.Text(help="You can use {name}, {visits}, {company}, {tag} and {link}.")
    parts = fields.Integer("SMS parts", compute="_compute_parts")
    link_url = fields.Char(
        "Link", help="What {link} leads to. Each person gets a short address of their own."
    )
    count_clicks = fields.Boolean(
        default=True,
        help="Addresses in the text become short ones, one for each person, so that clicks can be "
        "counted.",
    )
    ab = fields.Boolean("Try two texts first", copy=True)
    text_b = fields.Text("Second text")
    parts_b = fields.Integer("SMS parts of the second text", compute="_compute_parts")
    sample_percent = fields.Float(
        "Sample", default=20.0, help="So many of a hundred recipients are the sample of the test."
    )
    winner_by = fields.Selection(
        [("clicked", "More clicks"), ("visited", "More visits"), ("delivered", "More delivered")],
        "The better text has",
        default="clicked",
        required=True,
    )
    winner_mode = fields.Selection(
        [("auto", "By itself"), ("hand", "By hand")],
        "It is chosen",
        default="auto",
        required=True,
    )
    winner_after_hours = fields.Integer("After hours", default=24)
    winner = fields.Selection(
        [("a", "First text"), ("b", "Second text")], "Better text", readonly=True, copy=False
    )
    holdout_percent = fields.Float(
        "Hold-out group",
        default=0.0,
        help="So many of a hundred get nothing, so that one sees what the message brought.",
    )
    window_days = fields.Integer(
        "Days that count", default=7, help="Visits and purchases within so many days are counted."
    )
    expire_days = fields.Integer(
        "Useless after",
        default=3,
        help="A text that had to wait longer than this many days is cancelled. 0: it may wait as "
        "long as it has to.",
    )
    when = fields.Selection(
        [("now", "Now"), ("later", "On a day")], "Send", required=True, default="now", copy=False
    )
    send_day = fields.Date("Day", copy=False)
    send_hour = fields.Float("At", default=10.0, help="Hour of the day in the shop's time zone.")
    scheduled_at = fields.Datetime("Send at", readonly=True, copy=False, tracking=True)
    # What becomes of it
    state = fields.Selection(
        STATES, required=True, default="draft", readonly=True, copy=False, index=True, tracking=True
    )
    paused_from = fields.Char(readonly=True, copy=False)
    ledger_stale = fields.Boolean(
        readonly=True,
        copy=False,
        help="Waiting texts still have to be held, released or cancelled.",
    )
    problem = fields.Char(readonly=True, copy=False, help="Why it stopped by itself.")
    seed = fields.Char(
        readonly=True,
        copy=False,
        required=True,
        default=lambda self: uuid4().hex,
        help="With a person's id it decides into which group the person is drawn.",
    )
    approved_by_id = fields.Many2one("res.users", "Approved by", readonly=True, copy=False)
    collected_after = fields.Integer(readonly=True, copy=False)
    people_count = fields.Integer("Chosen", readonly=True, copy=False)
    skipped_count = fields.Integer("Left out", readonly=True, copy=False)
    holdout_count = fields.Integer("Held out", readonly=True, copy=False)
    target_count = fields.Integer("To be written to", readonly=True, copy=False)
    queued_count = fields.Integer("In the ledger", readonly=True, copy=False)
    waiting_count = fields.Integer("Texts that wait", compute="_compute_progress")
    progress = fields.Float(compute="_compute_progress", help="Percent.")
    started_at = fields.Datetime("Started", readonly=True, copy=False)
    rest_at = fields.Datetime(
        "Sent to the rest", readonly=True, copy=False, help="When the better text began to go out."
    )
    finished_at = fields.Datetime("Finished", readonly=True, copy=False)
    recipient_ids = fields.One2many("club.broadcast.recipient", "broadcast_id", "Recipients")

    _work_idx = models.Index(
        "(scheduled_at) WHERE state IN ('scheduled','collecting','testing',"
        "'sending') OR ledger_stale"
    )
    _ranges = models.Constraint(
        "CHECK (sample_percent > 0 AND sample_percent <= 100 AND holdout_percent >= 0"
        " AND holdout_percent <= 90 AND window_days BETWEEN 1 AND 366 AND expire_days >= 0"
        " AND winner_after_hours BETWEEN 1 AND 8760 AND send_hour >= 0 AND send_hour < 24)",
        "A sample is more than 0 and at most 100 %, a hold-out group at most 90 %; days and hours "
        "are positive and at most a year.",
    )

    def _compute_purpose(self):
        self.purpose = "advertising"

    @api.depends("text", "text_b")
    def _compute_parts(self):
        for broadcast in self:
            broadcast.parts = count_parts(broadcast.text or "")
            broadcast.parts_b = count_parts(broadcast.text_b or "")

    @api.depends("state", "queued_count", "target_count")
    def _compute_progress(self):
        waiting = self._waiting_counts()
        for broadcast in self:
            broadcast.waiting_count = waiting.get(broadcast._origin.id, 0)
            left = broadcast.queued_count - broadcast.waiting_count
            share = left / broadcast.target_count if broadcast.target_count else 0.0
            broadcast.progress = 100.0 if broadcast.state == "done" else round(100 * share, 1)

    # Checks -------------------------------------------------------------------------------------

    @api.constrains("text", "text_b", "link_url", "tag_ids")
    def _check_text(self):
        for broadcast in self:
            for text in (broadcast.text, broadcast.text_b):
                broadcast._check_one_text(text)
            url = broadcast.link_url
            if url and not url.lower().startswith(("http://", "https://")):
                raise ValidationError(
                    self.env._("“%s” is no link: it begins with http:// or https://.", url)
                )

    def _check_one_text(self, text):
        unknown = unknown_placeholders(text, ("link",))
        if unknown:
            raise ValidationError(
                self.env._(
                    "%(name)s: the text holds {%(unknown)s}, which nothing can fill. Use {name}, "
                    "{visits}, {company}, {tag} and {link}.",
                    name=self.name,
                    unknown="}, {".join(unknown),
                )
            )

    def _require_complete(self):
        """What is missing before it can start, in words."""
        for broadcast in self:
            texts = [broadcast.text] + ([broadcast.text_b] if broadcast.ab else [])
            if not all((text or "").strip() for text in texts):
                raise UserError(
                    self.env._("Write the second text, or send one text to all.")
                    if broadcast.ab and (broadcast.text or "").strip()
                    else self.env._("There is no text to send yet.")
                )
            if broadcast.when == "later" and not broadcast.send_day:
                raise UserError(self.env._("Say on which day it is sent."))
            used = broadcast._placeholders_used(*texts)
            if "link" in used and not broadcast.link_url:
                raise UserError(self.env._("Say what {link} leads to."))
            if "tag" in used and len(broadcast.tag_ids) != 1:
                raise UserError(
                    self.env._("{tag} can only be filled when exactly one tag is chosen.")
                )
            if broadcast.ab and broadcast.winner_by == "clicked" and not broadcast._has_links():
                raise UserError(
                    self.env._(
                        "Clicks can only decide when both texts hold a link and clicks are counted."
                    )
                )

    def _planned_start(self):
        """When it is sent, as it was said (naive UTC); never before now."""
        self.ensure_one()
        now = fields.Datetime.now()
        if self.when == "now" or not self.send_day:
            return now
        return max(now, moment_at(self.send_day, self.send_hour, self.company_id._club_zone()))

    # Upkeep -------------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_results(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_results(vals)
        if not self.env.su and vals.keys() - LATER:
            going = self.filtered(lambda broadcast: broadcast.state != "draft")
            if going:
                raise UserError(
                    self.env._(
                        "“%s” is not new any more: what it says and to whom stays as it is.",
                        going[0].name,
                    )
                )
        return super().write(vals)

    def _refuse_results(self, vals):
        if not self.env.su and any(vals.get(name) for name in RESULTS & vals.keys()):
            raise AccessError(self.env._("What a group message has done cannot be set by hand."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        if any(broadcast.state != "draft" for broadcast in self):
            raise UserError(
                self.env._("A group message that was started is kept: the ledger points to it.")
            )
