"""Whoever tries to bend a draw fails where everybody can see it."""

from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, freeze_time, new_test_user, tagged

from .common import NOW, TODAY
from .test_ladder_benefit import BenefitCase


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestLadderBenefitAttacks(BenefitCase):
    def setUp(self):
        super().setUp()
        self.members(12)
        self.draw = self.benefit().with_user(self.manager)
        self.draw.action_open()
        self.draw.action_commit()

    def refused(self, function, *args):
        """The attempt fails with words for people, and stands in the log."""
        before = len(self.attempts(self.draw))
        with self.assertRaises(UserError), self.env.cr.savepoint():
            function(*args)
        self.env.invalidate_all()
        self.assertEqual(len(self.attempts(self.draw)), before + 1)

    def test_editing_after_the_commitment(self):
        for values in (
            {"units": 5},
            {"rule": "year"},
            {"audience_domain": "[]"},
            {"date_to": TODAY},
            {"name": "Another"},
            {"seed": "0" * 64},
            {"list_digest": "0" * 64},
            {"state": "open"},
            {"public_value": "1"},
            {"exclude_staff": False},
        ):
            self.refused(self.draw.sudo().write, values)
        self.draw.note = "a note is free"
        self.refused(self.draw.unlink)
        self.refused(self.draw.action_cancel)
        self.refused(self.draw.action_commit)
        self.refused(self.draw.action_open)
        # Through an import it is the same write.
        result = self.draw.sudo().load([".id", "units"], [[str(self.draw.id), "9"]])
        self.assertTrue(result["messages"])
        self.assertEqual(self.draw.units, 3)

    def test_ghost_removed_and_changed_entries(self):
        entry = self.draw.sudo().entry_ids[0]
        self.refused(entry.write, {"partner_id": self.manager.partner_id.id})
        self.refused(entry.unlink)
        self.refused(entry.create, {"benefit_id": self.draw.id, "person": "0" * 64})
        with self.assertRaises(AccessError):
            entry.with_user(self.manager).check_access("write")
        # Past the ORM: the digest tells.
        for statement in (
            "INSERT INTO ladder_benefit_entry (benefit_id, person, ticket, score, moment)"
            " VALUES (%s, 'ghost', 1, 0, 0)",
            "DELETE FROM ladder_benefit_entry WHERE id = (SELECT min(id)"
            " FROM ladder_benefit_entry WHERE benefit_id = %s)",
            "UPDATE ladder_benefit_entry SET score = 9 WHERE id = (SELECT min(id)"
            " FROM ladder_benefit_entry WHERE benefit_id = %s)",
            "UPDATE ladder_benefit SET seed = 'x' WHERE id = %s",
        ):
            with self.subTest(statement), self.env.cr.savepoint() as savepoint:
                self.env.cr.execute(statement, [self.draw.id])
                self.env.invalidate_all()
                self.refused(self.draw.action_decide)
                savepoint.rollback()
        self.env.invalidate_all()
        self.draw.action_decide()
        self.assertEqual(self.draw.state, "decided")

    def test_a_second_run_changes_nothing(self):
        self.draw.action_decide()
        before = self.draw.award_ids.mapped("person")
        self.refused(self.draw.action_decide)
        self.assertEqual(self.draw.award_ids.mapped("person"), before)
        self.assertEqual([person for _id, person in self.draw._ranking(6)], before)

    def test_time_travel(self):
        early = self.benefit("draw_buyers", date_to=TODAY + timedelta(days=3))
        early.action_open()
        with self.assertRaises(UserError):
            early.action_commit()
        with self.assertRaises(UserError):
            early._decide()
        self.assertEqual(len(self.attempts(early)), 2)
        with self.assertRaises(UserError):
            self.benefit(state="committed")

    def test_awards_are_nobodys_to_make(self):
        self.draw.action_decide()
        award = self.draw.award_ids[0]
        for values in ({"state": "handed_over"}, {"place": 1}, {"partner_id": 1}, {"cost": 0}):
            self.refused(award.sudo().write, values)
        self.refused(award.sudo().unlink)
        self.refused(
            award.sudo().create, {"benefit_id": self.draw.id, "person": "x", "state": "offered"}
        )

    def test_secrets_are_nobodys_to_read(self):
        self.draw.action_decide()
        for record, names in (
            (self.draw, ["seed"]),
            (self.draw.award_ids, ["token", "code"]),
        ):
            for name in names:
                with self.assertRaises(AccessError):
                    record.with_user(self.manager).read([name])
                with self.assertRaises(UserError):
                    record.with_user(self.manager).export_data([name])

    def test_rights(self):
        clerk = new_test_user(
            self.env, login="benefit_clerk", groups="customer_club.group_club_user"
        )
        self.assertTrue(self.draw.with_user(clerk).name)
        for call in ("action_decide", "action_preview", "action_done"):
            with self.assertRaises(AccessError):
                getattr(self.draw.with_user(clerk), call)()
        with self.assertRaises(AccessError):
            self.draw.entry_ids.with_user(clerk).read(["salt"])
        stranger = new_test_user(self.env, login="benefit_stranger", groups="base.group_user")
        with self.assertRaises(AccessError):
            self.draw.with_user(stranger).read(["name"])
        company = self.env["res.company"].create({"name": "Elsewhere"})
        other = new_test_user(
            self.env,
            login="benefit_elsewhere",
            groups="customer_club.group_club_manager",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )
        self.assertFalse(self.env["ladder.benefit"].with_user(other).search([]) & self.draw)


@tagged("post_install", "-at_install")
class TestLadderBenefitPages(HttpCase, BenefitCase):
    def setUp(self):
        super().setUp()
        self.members(6)

    def get(self, path):
        return self.url_open(path)

    def test_the_public_page_before_and_after(self):
        draw = self.benefit()
        self.assertEqual(self.get("/club/draw/-").status_code, 404)
        draw.action_open()
        path = f"/club/draw/{draw.token}"
        self.assertEqual(self.get(path).status_code, 200)
        self.assertEqual(self.get(f"{path}/list.txt").status_code, 404)
        draw.action_commit()
        page = self.get(path).text
        self.assertIn(draw.list_digest, page)
        self.assertIn(draw.seed_digest, page)
        self.assertNotIn(draw.sudo().seed, page)
        self.assertNotIn("+98935", page)
        lines = self.get(f"{path}/list.txt").text
        self.assertEqual(lines.splitlines(), list(draw._entry_lines()))
        person = draw.entry_ids[0].person
        found = self.get(f"{path}/entry/{person}").text
        words = self.get(f"{path}/entry/{'0' * 64}").text
        self.assertNotEqual(words, found)
        self.assertEqual(words, self.get(f"{path}/entry/%27;--").text)
        draw.action_decide()
        page = self.get(path).text
        self.assertIn(draw.sudo().seed, page)
        self.assertIn(draw.award_ids.sorted("place")[0].person, page)

    def test_the_page_of_an_award(self):
        draw = self.decided()
        first, reserve = draw.award_ids.sorted("place")[0], draw.award_ids.sorted("place")[-1]
        self.assertEqual(self.get(f"/club/award/{reserve.sudo().token}").status_code, 404)
        self.assertEqual(self.get("/club/award/x").status_code, 404)
        path = f"/club/award/{first.sudo().token}"
        page = self.get(path).text
        self.assertNotIn(first.sudo().code, page)
        self.assertEqual(first.state, "offered", "reading answers nothing")
        self.assertEqual(self.url_open(path, data={"answer": "\x00"}).status_code, 200)
        page = self.url_open(path, data={"answer": "yes"})
        self.assertEqual(page.status_code, 200)
        self.assertEqual(first.state, "accepted")
        again = self.url_open(path, data={"answer": "no"})
        self.assertEqual(again.status_code, 200)
        self.assertEqual(first.state, "accepted")
