from datetime import timedelta
from types import SimpleNamespace

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from .common import NOON
from .test_club_rule import RuleCase


@tagged("post_install", "-at_install")
class TestClubRuleSimulator(RuleCase):
    def simulate(self, partner, at=NOON, tag=None):
        """What the page shows: dict rule (or name, for texts of tags) → verdict."""
        form = Form(self.env["club.rule.simulator"])
        form.partner_id = partner
        form.at = at
        form.tag_id = tag or self.env["club.tag"]
        lines = (
            self.env["club.rule.simulator"]
            .create({"partner_id": partner.id, "at": at, "tag_id": tag and tag.id})
            ._lines()
        )
        self.assertEqual(len(form.line_ids), len(lines))
        rules = self.env["club.rule"]
        return {
            rules.browse(line["rule_id"]) if "rule_id" in line else line["name"]: SimpleNamespace(
                **line
            )
            for line in lines
        }

    def test_it_says_what_then_happens(self):
        """For every rule and reason: what the simulator says is what the club then does."""
        missed = self.rule("not_seen", days=30, purpose="advertising", once="month")
        fifth = self.rule("nth_visit", visit_number=5)
        second = self.rule("nth_visit", visit_number=2)
        tagged_only = self.rule("later_visit", tag_ids=self.quiet_tag.ids)
        event = self.rule("form_completed")
        self.press(self.entry(minutes=-30 * 24 * 60))
        partner = self.partner()
        lines = self.simulate(partner, tag=self.tag)
        self.assertEqual(
            {rule: line.fires for rule, line in lines.items() if not isinstance(rule, str)},
            {missed: True, fifth: False, second: True, tagged_only: False, event: False},
        )
        words = self.env["club.rule"]._explain_words()
        self.assertEqual(lines[fifth].why, words["other_number"])
        self.assertEqual(lines[tagged_only].why, words["without_tag"])
        self.assertEqual(lines[event].why, words["needs_event"])
        self.assertIn("سلام", lines[second].text)
        self.assertFalse(self.env["club.rule.run"].search([("partner_id", "=", partner.id)]))

        missed._plan_day(fields.Date.today())
        self.press(self.entry())
        self.work()
        runs = self.env["club.rule.run"].search([("partner_id", "=", partner.id)])
        self.assertEqual(runs.rule_id, missed | second | tagged_only)
        self.assertEqual(runs.filtered(lambda r: r.state == "done").rule_id, second)
        lines = self.simulate(partner, tag=self.tag)
        self.assertEqual(lines[missed].why, words["other_day"], "seen today")

    def test_tags_are_rules_as_well(self):
        self.press(self.entry(minutes=-60))
        names = self.simulate(self.partner(), tag=self.tag)
        fires = {name: line.fires for name, line in names.items()}
        self.assertEqual(sorted(fires.values()), [False, True])
        self.assertIn("۲", "".join(line.text or "" for line in names.values()))

    def test_what_would_become_of_the_text(self):
        rule = self.rule("not_seen", days=30, purpose="advertising", send_hour=23)
        self.press(self.entry(minutes=-30 * 24 * 60))
        partner = self.partner()
        line = self.simulate(partner)[rule]
        words = rule._explain_words()
        self.assertTrue(line.fires)
        self.assertIn(words["quiet_hours"], line.why)
        self.env["club.consent"]._record(partner, "advertising", False, "staff")
        self.assertIn(words["opted_out"], self.simulate(partner)[rule].why)
        rule._plan_day(fields.Date.today())
        self.assertIn(words["fired_before"], self.simulate(partner)[rule].why)
        rule.active = False
        self.assertFalse(self.simulate(partner))

    def test_who_would_get_it_this_week(self):
        rule = self.rule("not_seen", days=30, purpose="advertising")
        self.press(
            self.entry(minutes=-30 * 24 * 60),
            self.entry("+989351110002", minutes=-28 * 24 * 60),
            self.entry("+989351110003", minutes=-1),
        )
        self.env["club.consent"]._record(
            self.partner("+989351110002"), "advertising", False, "staff"
        )
        preview = self.env["club.rule.preview"].browse(rule.action_preview()["res_id"])
        self.assertEqual(preview.line_ids.mapped("count"), [1, 0, 1, 0, 0, 0, 0])
        self.assertEqual(preview.line_ids[2].refused_count, 1)
        self.assertEqual(preview.count, 2)
        self.assertIn(self.partner().id, preview.action_view_partners()["domain"][0][2])
        for day in range(7):
            rule._plan_day(fields.Date.today() + timedelta(days=day))
        self.assertEqual(rule.run_ids.partner_id, preview.line_ids.partner_ids)
        second = self.rule("nth_visit", visit_number=2)
        preview = self.env["club.rule.preview"].browse(second.action_preview()["res_id"])
        self.assertEqual(preview.count, 3)
        with self.assertRaises(UserError):
            self.rule("joined").action_preview()

    def test_by_hand(self):
        rule = self.rule("manual", once="day")
        self.press(self.entry())
        values = {"rule_id": rule.id, "partner_ids": self.partner().ids}
        for _again in range(2):
            self.env["club.rule.fire"].create(values).action_fire()
        self.work()
        self.assertEqual(len(self.messages(rule)), 1)
        self.assertTrue(rule.run_ids.origin_label)
        clerk = new_test_user(
            self.env,
            "clerk",
            "customer_club.group_club_user",
            company_id=self.company.id,
            company_ids=self.company.ids,
        )
        with self.assertRaises(AccessError):
            self.env["club.rule.fire"].with_user(clerk).create(values)


@tagged("post_install", "-at_install")
class TestClubScenario(RuleCase):
    def pick(self, trade):
        form = Form(self.env["club.scenario.pick"])
        form.trade = trade
        return form.save()

    def test_every_trade_in_both_languages(self):
        self.env["res.lang"]._activate_lang("fa_IR")
        for lang, country in (("en_US", "base.de"), ("fa_IR", "base.ir")):
            self.company.partner_id.lang = lang
            self.company.country_id = self.env.ref(country)
            for trade, _label in self.env["club.scenario"]._trades():
                with self.subTest(trade), self.env.cr.savepoint() as savepoint:
                    pick = self.pick(trade)
                    pick.action_take()
                    rules = self.env["club.rule"].search([("scenario_code", "like", trade)])
                    lines = pick.line_ids.filtered(lambda line: line.kind == "club.rule")
                    self.assertEqual(len(rules), len(lines))
                    texts = "".join(filter(None, rules.mapped("text")))
                    self.assertEqual("،" in texts, lang == "fa_IR")
                    savepoint.rollback()

    def test_what_the_owner_edited_stays(self):
        pick = self.pick("salon")
        pick.line_ids.filtered(lambda line: line.code == "cut").text = "متن خودم، {name}"
        pick.line_ids.filtered(lambda line: line.code == "birthday").take = False
        pick.action_take()
        mine = self.env["club.tag"].search([("scenario_code", "=", "salon:cut")])
        self.assertEqual((mine.welcome_text, mine.key), ("متن خودم، {name}", 3))
        again = self.env["club.rule"].search([("scenario_code", "=", "salon:missed_again")])
        self.assertEqual(again.after_rule_id.scenario_code, "salon:missed")
        mine.welcome_text = "باز هم خودم"
        again.active = False
        pick = self.pick("salon")
        self.assertEqual(
            pick.line_ids.filtered("take").mapped("code"),
            pick.line_ids.filtered(lambda line: line.code == "birthday").mapped("code"),
        )
        pick.line_ids.take = True
        if pick.line_ids.filtered(lambda line: not line.there):
            pick.action_take()
        else:
            with self.assertRaises(UserError):
                pick.action_take()
        self.assertEqual(mine.welcome_text, "باز هم خودم")
        self.assertFalse(again.active)
