"""What a group message would do if it were sent now: to whom, what, at what cost, until when."""

from odoo import api, fields, models
from odoo.fields import Command
from odoo.tools import SQL

from ..models.club_broadcast_recipient import SKIP_REASONS
from ..tools.digits import localize_digits
from ..tools.jalali import day_words
from ..tools.message_text import LINK_PLACEHOLDERS
from ..tools.rule_time import local_day
from ..tools.sending_time import finish_at
from ..tools.sms_parts import count_parts

SAMPLES = 5
MEASURED = 300  # so many texts are filled to tell how long they are
MOST_PROBLEMS = 200
MOST_OPENED = 10_000
WRITTEN = SQL("arm IN ('a', 'b', 'winner')")
# What the tiles count.
WHICH = {
    "written": WRITTEN,
    "skipped": SQL("arm = 'skipped'"),
    "holdout": SQL("arm = 'holdout'"),
    "sampled": SQL("arm IN ('a', 'b')"),
}


class ClubBroadcastPreview(models.TransientModel):
    """Counted with the very statements that freeze the recipients; nothing is kept."""

    _name = "club.broadcast.preview"
    _description = "Preview of a Group Message"

    broadcast_id = fields.Many2one(
        "club.broadcast", "Group message", required=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="broadcast_id.company_id")
    currency_id = fields.Many2one(related="company_id.currency_id")
    chosen = fields.Integer(readonly=True)
    written = fields.Integer("Get it", readonly=True)
    left_out = fields.Integer("Left out", readonly=True)
    held_out = fields.Integer("Held out", readonly=True)
    sampled = fields.Integer("On the sample", readonly=True)
    capped = fields.Integer(
        "Wait for the cap", readonly=True, help="They got as many advertising texts as allowed."
    )
    parts = fields.Integer("SMS parts", readonly=True)
    price = fields.Monetary("Cost", readonly=True)
    a_minute = fields.Float("Texts a minute", readonly=True)
    end_label = fields.Char("The last one leaves", readonly=True)
    pace_label = fields.Char("Counted with", readonly=True)
    problem_count = fields.Integer("Numbers left out", readonly=True)
    left_ids = fields.One2many(
        "club.broadcast.preview.line", "preview_id", domain=[("kind", "=", "left")], readonly=True
    )
    sample_ids = fields.One2many(
        "club.broadcast.preview.line", "preview_id", domain=[("kind", "=", "sample")], readonly=True
    )
    number_ids = fields.One2many(
        "club.broadcast.preview.line", "preview_id", domain=[("kind", "=", "number")], readonly=True
    )

    @api.model
    def _make(self, broadcast):
        """The preview of ``broadcast``, counted now."""
        counts = broadcast._preview_counts()
        written = sum(counts.get(arm, 0) for arm in ("a", "b", "winner"))
        samples = broadcast._preview_samples(MEASURED)
        mean = sum(count_parts(text) for _partner, text in samples) / (len(samples) or 1)
        parts = round(written * mean)
        a_minute, pace_label = broadcast._texts_a_minute()
        problems = broadcast._number_problems() if broadcast.audience == "list" else []
        return self.create(
            {
                "broadcast_id": broadcast.id,
                "chosen": sum(counts.values()),
                "written": written,
                "left_out": sum(n for arm, n in counts.items() if arm.startswith("skipped")),
                "held_out": counts.get("holdout", 0),
                "sampled": counts.get("a", 0) + counts.get("b", 0) if broadcast.ab else 0,
                "capped": broadcast._preview_capped(),
                "parts": parts,
                "price": parts * broadcast.company_id.sudo().club_part_price,
                "a_minute": a_minute,
                "pace_label": pace_label,
                "end_label": broadcast._preview_end(written, a_minute),
                "problem_count": len(problems),
                "left_ids": [
                    Command.create(
                        {"kind": "left", "code": code, "count": counts[f"skipped:{code}"]}
                    )
                    for code, _label in SKIP_REASONS
                    if f"skipped:{code}" in counts
                ],
                "sample_ids": [
                    Command.create(
                        {
                            "kind": "sample",
                            "partner_id": partner_id,
                            "text": text,
                            "count": count_parts(text),
                        }
                    )
                    for partner_id, text in samples[:SAMPLES]
                ],
                "number_ids": [
                    Command.create({"kind": "number", "count": line, "text": text, "label": why})
                    for line, text, why in problems[:MOST_PROBLEMS]
                ],
            }
        )

    def action_open(self):
        """The members behind a number, which the context names in ``club_which``."""
        self.ensure_one()
        which = self.env.context.get("club_which")
        return self._open(WHICH.get(which, SQL("TRUE")))

    def _open(self, which):
        ids = self.broadcast_id._preview_ids(which, MOST_OPENED)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_club.res_partner_action_member"
        )
        action["domain"] = [("id", "in", ids)]
        action["context"] = {}
        return action

    def action_start(self):
        """Send what was looked at."""
        self.ensure_one()
        self.broadcast_id.action_start()
        return {
            "type": "ir.actions.act_window",
            "res_model": "club.broadcast",
            "res_id": self.broadcast_id.id,
            "views": [(False, "form")],
        }


class ClubBroadcastPreviewLine(models.TransientModel):
    _name = "club.broadcast.preview.line"
    _description = "Line of a Preview"

    preview_id = fields.Many2one("club.broadcast.preview", ondelete="cascade")
    kind = fields.Char(required=True)
    code = fields.Selection(SKIP_REASONS, "Why")
    partner_id = fields.Many2one("res.partner", "Customer", ondelete="cascade")
    text = fields.Text()
    label = fields.Char("Why left out")
    count = fields.Integer("Number")

    def action_open(self):
        """The members behind the number."""
        self.ensure_one()
        return self.preview_id._open(SQL("skip_reason = %s", self.code))


class ClubBroadcast(models.Model):
    _inherit = "club.broadcast"

    def action_preview(self):
        """Show what would happen if it were sent now."""
        self.ensure_one()
        self.check_access("read")
        self._require_complete()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Preview"),
            "res_model": "club.broadcast.preview",
            "res_id": self.env["club.broadcast.preview"]._make(self).id,
            "views": [(False, "form")],
            "target": "new",
        }

    def action_test(self):
        """Send the text (both, when there are two) to the user's own mobile."""
        self._require("draft")
        self._require_complete()
        texts = [self.text] + ([self.text_b] if self.ab else [])
        for text in texts:
            number = self.env["club.writing"].send_test(text, ["link"])
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("A test is on its way to %s.", number),
            },
        }

    # What the preview stands on -------------------------------------------------------------------

    def _preview_counts(self):
        """How many people fall into each group: dict arm (``skipped:<reason>``) → number."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT CASE WHEN arm = 'skipped' THEN 'skipped:' || skip_reason ELSE arm END,
                       count(*) FROM (%s) drawn GROUP BY 1
                """,
                self._drawn_query(),
            )
        )
        return dict(rows)

    def _preview_ids(self, which, limit):
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM (%s) drawn WHERE %s ORDER BY id LIMIT %s",
                self._drawn_query(),
                which,
                limit,
            )
        )
        return [partner_id for (partner_id,) in rows]

    def _preview_samples(self, count):
        """The text as real members would get it.

        :return: list of ``(partner id, text)``; with two texts they alternate
        """
        ids = self._preview_ids(WRITTEN, count)
        partners = self.env["res.partner"].sudo().browse(ids)
        partners.fetch(["name", "lang", "club_mobile", "club_visit_count"])
        link, shown = self.link_url or "", self.env["club.writing"]._samples(self.company_id)
        if self.count_clicks and link:
            link = shown["link"]
        shown = {kind: shown[kind] for kind in LINK_PLACEHOLDERS}
        result = []
        for place, partner in enumerate(partners):
            person = self._person(
                partner.id,
                partner.name,
                partner.lang,
                partner.club_mobile,
                partner.club_visit_count,
            )
            text = self.text_b if self.ab and place % 2 else self.text
            values = {**shown, "visits": person["visits"], "tag": self._tag_word(), "link": link}
            body = self.env["club.message"]._plan_body(
                self.company_id, person, text, values, "advertising"
            )
            result.append((partner.id, body))
        return result

    def _preview_capped(self):
        """How many of those who get it have to wait, since the cap is reached."""
        pace = self.env["club.pace"]._for(self.company_id)
        if not pace.cap:
            return 0
        self.env["club.message"].flush_model()
        [(count,)] = self.env.execute_query(
            SQL(
                """
                SELECT count(*) FROM (
                    SELECT m.partner_id FROM club_message m
                     WHERE m.company_id = %(company)s AND m.purpose = 'advertising'
                       AND m.queued_at > %(since)s AND m.state NOT IN ('blocked', 'cancelled')
                       AND m.partner_id IN (SELECT id FROM (%(drawn)s) drawn
                                             WHERE arm IN ('a', 'b', 'winner'))
                     GROUP BY m.partner_id HAVING count(*) >= %(cap)s) t
                """,
                company=self.company_id.id,
                since=fields.Datetime.subtract(fields.Datetime.now(), days=pace.cap_days),
                drawn=self._drawn_query(),
                cap=pace.cap,
            )
        )
        return count

    def _preview_end(self, count, a_minute):
        """When the last text leaves, in words."""
        start = self._planned_start()
        rules = self.env["club.pace"]._for(self.company_id)._rules(start)
        end = finish_at(count, a_minute, start, rules)
        if end is None:
            return self.env._("in more than half a year")
        zone = self.company_id._club_zone()
        day = day_words(local_day(end, zone), self.env.lang)
        clock = fields.Datetime.context_timestamp(self.with_context(tz=zone.key), end)
        words = self.env._("%(day)s at %(time)s", day=day, time=clock.strftime("%H:%M"))
        return localize_digits(words, self.env.lang)
