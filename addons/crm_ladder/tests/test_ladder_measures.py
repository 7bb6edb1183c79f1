import random
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from odoo.tests import freeze_time, tagged

from odoo.addons.crm_ladder.tools import rfm
from odoo.addons.customer_club.tools.jalali import format_jalali

from .common import NOW, TODAY, LadderCase


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestLadderMeasures(LadderCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        rng = random.Random(42)
        cls.partners = cls.env["res.partner"].create([{"name": f"م{n}"} for n in range(300)])
        visits = []
        for partner in cls.partners:
            # Everybody at a rhythm of their own, from a first day of their own; many stop early.
            day, gap, number = rng.randint(30, 300), rng.choice((5, 10, 20, 40)), 0
            while day > 0:
                number += 1
                visits.append(cls._visit_values(partner, day, number))
                if rng.random() < 0.25:
                    break
                day -= max(1, round(rng.expovariate(1 / gap)))
        cls.env["club.visit"].create(visits)
        cls.env["ladder.engine"]._evaluate(cls.partners.ids)

    @classmethod
    def _visit_values(cls, partner, days_ago, number):
        return {
            "partner_id": partner.id,
            "company_id": cls.company.id,
            "visited_at": NOW - timedelta(days=days_ago),
            "number": number,
            "tag_id": cls.buying_tag.id,
            "source": "import",
            "origin": f"measure:{partner.id}:{number}",
        }

    def score(self):
        with self.enter_registry_test_mode():
            cron = self.env.ref("crm_ladder.ir_cron_ladder_score")
            self.assertIs(cron.method_direct_trigger(), True)
        self.env.invalidate_all()
        return self.env["ladder.lifetime"].search([], limit=1)

    def test_purchases_are_kept_as_they_count(self):
        partner = self.partners[0]
        days = {visit.visited_at.date() for visit in partner.club_visit_ids}
        purchases = self.env["ladder.purchase"].search([("partner_id", "=", partner.id)])
        self.assertEqual(set(purchases.mapped("day")), days)
        partner.club_visit_ids[:1]._void("اشتباه")
        self.env["ladder.engine"]._evaluate(partner.ids)
        self.assertEqual(
            self.env["ladder.purchase"].search_count([("partner_id", "=", partner.id)]),
            len({v.visited_at.date() for v in partner.club_visit_ids if not v.void_date}),
        )

    def test_300_members_are_enough(self):
        fit = self.score()
        self.assertEqual((fit.state, fit.buyers), ("fitted", 300))
        self.assertFalse(fit.spenders)  # visits have no sums: nothing is said about value
        once = self.partners.filtered(lambda p: p.ladder_facts["facts"]["purchases"] == 1)
        again = self.partners - once
        self.assertFalse(any(once.mapped("ladder_alive")))
        self.assertTrue(all(0 <= p.ladder_alive <= 100 for p in again))
        self.assertGreater(max(again.mapped("ladder_alive")), 70)
        self.assertLess(min(again.mapped("ladder_alive")), 30)
        self.assertFalse(any(self.partners.mapped("ladder_value")))
        # Who is silent for longer than ever is thought gone rather than who came yesterday.
        fresh = again.filtered(lambda p: p.ladder_facts["facts"]["last_purchase"] >= "2026-11-20")
        stale = again.filtered(lambda p: p.ladder_facts["facts"]["last_purchase"] < "2026-06-01")
        self.assertGreater(_mean_alive(fresh), _mean_alive(stale) + 30)

    def test_scores_are_the_plain_ones(self):
        self.score()
        buyers = self.env["res.partner"].search([("ladder_segment", "!=", False)])
        days, counts = {}, {}
        for partner in buyers:
            facts = partner.ladder_facts["facts"]
            days[partner] = (TODAY - date.fromisoformat(facts["last_purchase"])).days
            counts[partner] = facts["purchases"]
        day_cuts, count_cuts = rfm.cuts(days.values()), rfm.cuts(counts.values())
        for partner in buyers:
            self.assertEqual(partner.ladder_r, 6 - rfm.score(days[partner], day_cuts))
            self.assertEqual(partner.ladder_f, rfm.score(counts[partner], count_cuts))
            self.assertEqual(
                partner.ladder_segment,
                rfm.segment(partner.ladder_r, partner.ladder_f, partner.ladder_m),
            )

    def test_sums_give_a_value_with_its_uncertainty(self):
        # As if the visits had been invoices: the sums are facts like any other.
        self.env.cr.execute(
            "UPDATE ladder_purchase SET value = 50 + id %% 100 WHERE partner_id = ANY(%s)",
            [self.partners.ids],
        )
        self.env.cr.execute(
            """UPDATE res_partner p SET ladder_facts = jsonb_set(ladder_facts, '{facts,spent}',
                   to_jsonb((SELECT sum(value) FROM ladder_purchase WHERE partner_id = p.id)))
                WHERE id = ANY(%s)""",
            [self.partners.ids],
        )
        self.env.invalidate_all()
        fit = self.score()
        self.assertTrue(fit.spenders)
        partner = self.partners.sorted("ladder_expected")[-1]
        self.assertGreater(partner.ladder_value_high, partner.ladder_value_low)
        self.assertLessEqual(partner.ladder_value_low, partner.ladder_value)
        self.assertLessEqual(partner.ladder_value, partner.ladder_value_high)

    def test_a_small_shop_is_told_that_too_little_is_known(self):
        self.partners[60:].action_archive()
        fit = self.score()
        self.assertEqual((fit.state, fit.buyers), ("few", 60))
        self.assertIn("60", fit.with_context(lang="en_US").verdict)
        self.assertFalse(any(self.partners.mapped("ladder_expected")))
        self.assertTrue(all(self.partners[:60].mapped("ladder_segment")))

    def row_versions(self):
        self.env.cr.execute(
            "SELECT id, ctid FROM res_partner WHERE id = ANY(%s) ORDER BY id", [self.partners.ids]
        )
        return self.env.cr.fetchall()

    def test_a_second_night_writes_only_what_changed(self):
        self.score()
        before = self.row_versions()
        self.score()
        self.assertEqual(self.row_versions(), before)

    def test_who_returned_everything_has_no_measures(self):
        self.score()
        partner = self.partners[0]
        self.assertTrue(partner.ladder_segment)
        partner.club_visit_ids._void("اشتباه")
        self.env["ladder.engine"]._evaluate(partner.ids)
        self.score()
        self.assertFalse(partner.ladder_segment)
        self.assertFalse(partner.ladder_r)

    def test_a_fit_is_kept_for_a_week(self):
        self.assertEqual(self.score(), self.score())
        with freeze_time(NOW + timedelta(days=8)):
            self.assertEqual(len(self.env["ladder.lifetime"].search([])), 1)
            self.score()
        self.assertEqual(len(self.env["ladder.lifetime"].search([])), 2)

    def test_cohorts_hold_everybody_in_their_first_month(self):
        Report = self.env["ladder.cohort.report"].with_context(lang="en_US")
        self.env.flush_all()
        firsts = {}
        purchases = self.env["ladder.purchase"].search([], order="day")
        for purchase in purchases:
            firsts.setdefault(purchase.partner_id.id, purchase.day.replace(day=1))
        rows = {(row.cohort, row.month): row for row in Report.search([])}
        self.assertEqual(sum(row.customers for (_c, m), row in rows.items() if not m), len(firsts))
        cohort = purchases[0].day.replace(day=1)
        members = {partner for partner, first in firsts.items() if first == cohort}
        for month in (0, 1, 2):
            there = cohort + relativedelta(months=month)
            bought = {p.partner_id.id for p in purchases if p.day.replace(day=1) == there} & members
            row = rows.get((cohort, month), Report)
            self.assertEqual(row.customers, len(bought))
            self.assertAlmostEqual(row.share, 100 * len(bought) / len(members), places=3)

    def test_cohorts_of_a_persian_reader_are_jalali(self):
        self.env["res.lang"]._activate_lang("fa_IR")
        self.env.flush_all()
        report = self.env["ladder.cohort.report"].with_context(lang="fa_IR")
        rows = report.search([("month", "=", 0)])
        self.assertEqual(
            sum(rows.mapped("customers")),
            sum(
                self.env["ladder.cohort.report"]
                .with_context(lang="en_US")
                .search([("month", "=", 0)])
                .mapped("customers")
            ),
        )
        self.assertTrue(all(row.label == format_jalali(row.cohort)[:7] for row in rows))
        self.assertTrue(all(format_jalali(row.cohort).endswith("/01") for row in rows))

    def test_days_between_visits(self):
        partner = self.partner()
        for days in (9, 5, 1):
            self.visit(partner, days)
        partner.club_visit_ids._recount(partner)
        self.assertEqual(partner.ladder_visit_gap, 4)


def _mean_alive(partners):
    return sum(partners.mapped("ladder_alive")) / len(partners)
