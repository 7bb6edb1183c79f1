"""A year of a shop, for the eyes of an accountant: every point has a reason, and they add up.

Visits, sales, returns, cancellations, points spent at the counter, members merged and erased happen
in a random order (the seed is fixed). The test keeps books of its own, in plain arithmetic and
without looking at Odoo's, and prints both month by month::

    month visits voided  sales returned cancelled spent forfeited closing on cards
        1     70      0   1150     -355         0   -20         0     845      845
        2     50      0   1475     -935       -20     0         0    1415     1415
        3     70    -20   1525     -150         0     0         0    2840     2840
        4     30    -30   1670        0         0   -40         0    4470     4470
        5     60    -20   1035     -155      -370   -40         0    4980     4980
        6     30    -10   1735        0      -345   -80     -1070    5240     5240
        7     20    -10    985      -55      -380   -60         0    5740     5740
        8     30    -10   1195      -25      -695   -40         0    6195     6195
        9     60    -10   1440     -310      -295     0         0    7080     7080
       10     30    -30    720      -60         0   -20         0    7720     7720
       11     30    -40   1550        0         0   -20     -1720    7520     7520
       12     50    -20    900      -10       -95   -20         0    8325     8325

*closing* is the opening balance and the row's columns added up; *on cards* is what the members'
cards hold that day. At the end each card is compared with the sum of its own history, and with
what the books of the test say about that member.
"""

import logging
from collections import Counter
from datetime import datetime
from random import Random

from odoo.tests import freeze_time, tagged

from .common import SalePointsCase

_logger = logging.getLogger(__name__)
COLUMNS = ("visits", "voided", "sales", "returned", "cancelled", "spent", "forfeited")
MEMBERS, MONTHS, DEEDS = 10, 12, 16


@tagged("post_install", "-at_install")
class TestSalePointsYear(SalePointsCase):
    def test_a_year_adds_up(self):
        self.company.club_visit_points = 10
        self.random = Random(1405)
        self.books = Counter()  # member → points, as the test knows them
        self.members = [self.join(number) for number in range(MEMBERS)]
        self.orders, self.visits = [], []
        closing, table = 0.0, []
        deeds = [self.come] * 4 + [self.buy] * 5 + [self.void, self.give_back, self.give_back]
        deeds += [self.cancel, self.spend, self.spend]
        for month in range(1, MONTHS + 1):
            self.month = Counter()
            for number in range(DEEDS):
                self.now = datetime(2026, month, number + 1, 10)
                with freeze_time(self.now):
                    self.random.choice(deeds)()
            if month in (4, 8):
                self.merge()
            if month in (6, 11):
                self.erase()
            self.settle()
            closing = round(closing + sum(self.month.values()), 2)
            on_cards = round(sum(self.all_cards().mapped("points")), 2)
            table.append(
                (month, *(round(self.month[name], 2) for name in COLUMNS), closing, on_cards)
            )
        text = self.words(table)
        _logger.info("A year of points:\n%s", text)
        for row in table:
            self.assertEqual(row[-2], row[-1], f"month {row[0]}:\n{text}")
        for column, name in enumerate(COLUMNS, 1):
            self.assertTrue(any(row[column] for row in table), f"{name} happened:\n{text}")
        for member in self.members:
            cards = self.all_cards().filtered(lambda card, who=member: card.partner_id == who)
            self.assertEqual(
                round(sum(cards.mapped("points")), 2), round(self.books[member.id], 2), member.name
            )
        for card in self.all_cards():
            lines = card.history_ids
            summed = sum(lines.mapped("issued")) - sum(lines.mapped("used"))
            self.assertAlmostEqual(card.points, summed, 2)
        self.assertFalse(self.gaps(), text)
        self.assertFalse(self.unexplained(), "no point without a document")

    def words(self, table):
        heads = ("month", *COLUMNS, "closing", "on cards")
        rows = [heads, *(tuple(f"{value:g}" for value in row) for row in table)]
        return "\n".join(" ".join(cell.rjust(9) for cell in row) for row in rows)

    def all_cards(self):
        Card = self.env["loyalty.card"].with_context(active_test=False)
        return Card.search([("program_id", "=", self.program.id)])

    def book(self, column, member, points):
        self.month[column] += points
        self.books[member.id] += points

    def join(self, number):
        return self.env["res.partner"].create(
            {"name": f"Member {number}", "club_mobile": f"+98935000{number:04}"}
        )

    def member(self):
        return self.random.choice(self.members)

    # What happens ------------------------------------------------------------------------------

    def come(self):
        member = self.member()
        [result] = self.press(self.entry(member.club_mobile, visited_at=self.now, merge_minutes=0))
        self.visits.append(self.env["club.visit"].browse(result["visit_id"]))
        self.book("visits", member, 10)

    def void(self):
        if self.visits:
            visit = self.visits.pop(self.random.randrange(len(self.visits)))
            visit._void("wrong key")
            if visit.partner_id in self.members:
                self.book("voided", visit.partner_id, -10)
            else:
                self.fail("visits of erased members are taken off the list")

    def buy(self):
        member, amount = self.member(), self.random.randrange(20, 400, 5)
        order = self.order(float(amount), member)
        self.orders.append({"order": order, "left": amount, "invoice": self.invoice(order)})
        self.book("sales", member, amount)

    def give_back(self):
        """All or a part of a sale comes back; now and then the paper is posted twice."""
        if not self.orders:
            return
        sale = self.random.choice(self.orders)
        if not sale["left"]:
            return
        amount = min(sale["left"], self.random.choice([5, 20, 50, 400]))
        note = self.credit(sale["invoice"], float(amount))
        note._club_settle_sales()
        sale["left"] -= amount
        self.book("returned", sale["order"].partner_id, -amount)

    def cancel(self):
        if self.orders:
            sale = self.orders.pop(self.random.randrange(len(self.orders)))
            sale["order"]._action_cancel()
            self.book("cancelled", sale["order"].partner_id, -sale["left"])

    def spend(self):
        """At the counter: Odoo's own window for a new balance."""
        member = self.member()
        card = self.card(member)
        if card and card.points >= 20:
            wizard = self.env["loyalty.card.update.balance"].create(
                {"card_id": card.id, "new_balance": card.points - 20, "description": "Coffee"}
            )
            wizard.action_update_card_point()
            self.book("spent", member, -20)

    def merge(self):
        kept, gone = self.random.sample(self.members, 2)
        self.env["base.partner.merge.automatic.wizard"].create({})._merge(
            (kept | gone).ids, kept, extra_checks=False
        )
        self.members.remove(gone)
        self.books[kept.id] += self.books.pop(gone.id, 0)

    def erase(self):
        gone = self.member()
        self.visits = [visit for visit in self.visits if visit.partner_id != gone]
        self.orders = [sale for sale in self.orders if sale["order"].partner_id != gone]
        self.members.remove(gone)
        self.env["club.personal.data"]._erase(gone, "asked for it")
        self.book("forfeited", gone, -self.books[gone.id])
