"""Ready scenarios per trade: what an owner picks, reads, edits and then has as tags and rules."""

from odoo import api, models

from ..tools.digits import localize_digits


class ClubScenario(models.AbstractModel):
    """Words and values of the scenarios, in the language of the environment.

    Add-ons extend ``_trades`` and ``_items`` with trades of their own. An item is a dict ``code``,
    ``model`` (``club.tag`` or ``club.rule``), ``name``, ``text`` and ``values``; a rule may name
    a tag or a rule of the scenario by its code: ``tag``, ``after``.
    """

    _name = "club.scenario"
    _description = "Ready Scenario"

    @api.model
    def _trades(self):
        words = {
            "cafe": self.env._("Café"),
            "restaurant": self.env._("Restaurant"),
            "furniture": self.env._("Furniture shop"),
            "clinic": self.env._("Clinic"),
            "salon": self.env._("Beauty salon"),
            "nursery": self.env._("Nursery"),
        }
        return list(words.items())

    @api.model
    def _merge_minutes(self, trade):
        """Within how many minutes repeated entries are one visit, as the trade counts visits."""
        return {
            "cafe": 240,
            "restaurant": 180,
            "furniture": 1440,
            "clinic": 720,
            "salon": 360,
            "nursery": 720,
        }.get(trade, 10)

    @api.model
    def _items(self, trade):
        """Items of a trade that this database can have: triggers that no add-on knows are left."""
        known = self.env["club.rule"]._triggers()
        items = getattr(self, f"_items_{trade}")()
        return [
            item
            for item in items
            if item["model"] == "club.tag" or item["values"]["trigger"] in known
        ]

    @staticmethod
    def _tag(code, name, welcome, repeat=False, color=1):
        return {
            "code": code,
            "model": "club.tag",
            "name": name,
            "text": welcome,
            "values": {"repeat_text": repeat, "color": color},
        }

    @staticmethod
    def _rule(code, name, trigger, text, *, tag=None, after=None, **values):
        return {
            "code": code,
            "model": "club.rule",
            "name": name,
            "text": text,
            "tag": tag,
            "after": after,
            "values": {"trigger": trigger, **values},
        }

    def _missed(self, days, text, **values):
        name = self.env._("We miss you")
        return self._rule(
            "missed", name, "not_seen", text, days=days, purpose="advertising", **values
        )

    def _birthday(self, text, **values):
        return self._rule(
            "birthday",
            self.env._("Birthday"),
            "birthday",
            text,
            **{"purpose": "advertising", "once": "year", **values},
        )

    def _nth(self, number, text):
        digits = localize_digits(str(number), self.env.lang)
        name = self.env._("Thanks for visit no. %s", digits)
        return self._rule("faithful", name, "nth_visit", text, visit_number=number, once="ever")

    def _items_cafe(self):
        return [
            self._tag(
                "coffee",
                self.env._("Coffee"),
                self.env._("Hello {name}, welcome to {company}! We are glad that you came."),
                self.env._("{name}, thank you for visit no. {visits}. Enjoy!"),
                10,
            ),
            self._tag(
                "card",
                self.env._("Business card"),
                self.env._("{company}. Our address and hours: …"),
                False,
                4,
            ),
            self._nth(
                10, self.env._("{name}, this was your tenth visit. The next coffee is on us!")
            ),
            self._missed(
                14,
                self.env._(
                    "{name}, we have not seen you for two weeks. Your table is waiting. {company}"
                ),
            ),
            self._birthday(
                self.env._("Happy birthday, {name}! Today the cake is on us. {company}")
            ),
        ]

    def _items_restaurant(self):
        return [
            self._tag(
                "dine",
                self.env._("Dining in"),
                self.env._("Hello {name}, thank you for choosing {company}. Enjoy your meal!"),
                self.env._("{name}, how good to see you again at {company}."),
                9,
            ),
            self._tag(
                "order",
                self.env._("Order by phone"),
                self.env._("Hello {name}, your order is on its way. {company}"),
                self.env._("{name}, your order is on its way. Thank you!"),
                7,
            ),
            self._nth(
                5, self.env._("{name}, with your fifth visit the dessert is on us. {company}")
            ),
            self._missed(30, self.env._("{name}, your favourite dish misses you. {company}")),
            self._birthday(
                self.env._(
                    "{name}, your birthday is near. Shall we keep a table for you? {company}"
                ),
                day_offset=-3,
            ),
        ]

    def _items_furniture(self):
        return [
            self._tag(
                "showroom",
                self.env._("Visited the showroom"),
                self.env._("Hello {name}, thank you for visiting {company}. Our catalogue: …"),
                False,
                3,
            ),
            self._tag(
                "purchase",
                self.env._("Purchase"),
                self.env._("{name}, congratulations on your purchase from {company}!"),
                self.env._("{name}, thank you for trusting {company} again."),
                10,
            ),
            self._rule(
                "call",
                self.env._("Call after the first visit"),
                "first_visit",
                False,
                tag="showroom",
                delay=3,
                activity=self.env._("Ask whether they found what they were looking for"),
            ),
            self._rule(
                "care",
                self.env._("Care for the furniture"),
                "later_visit",
                self.env._("{name}, some advice on caring for your furniture: … {company}"),
                tag="purchase",
                delay=30,
                stop_on_visit=False,
                once="year",
            ),
            self._missed(
                365,
                self.env._("{name}, a year has passed. Is it time for something new? {company}"),
            ),
            self._birthday(self.env._("Happy birthday, {name}! {company}")),
        ]

    def _items_clinic(self):
        return [
            self._tag(
                "visit",
                self.env._("Appointment"),
                self.env._(
                    "Hello {name}, thank you for coming to {company}. We wish you good health."
                ),
                False,
                6,
            ),
            self._rule(
                "after",
                self.env._("The day after"),
                "first_visit",
                self.env._(
                    "{name}, how do you feel today? If you have a question, call us. {company}"
                ),
                delay=1,
                stop_on_visit=False,
            ),
            self._rule(
                "checkup",
                self.env._("Check-up"),
                "not_seen",
                self.env._("{name}, it is time for your half-yearly check-up. {company}"),
                days=180,
                purpose="service",
            ),
            self._birthday(
                self.env._("Happy birthday, {name}! We wish you good health. {company}")
            ),
        ]

    def _items_salon(self):
        return [
            self._tag(
                "cut",
                self.env._("Haircut"),
                self.env._("Hello {name}, welcome to {company}! You look great."),
                self.env._("{name}, thank you for coming again. {company}"),
                5,
            ),
            self._tag(
                "color",
                self.env._("Hair colour"),
                self.env._("Hello {name}, thank you! Some advice on caring for your colour: …"),
                False,
                11,
            ),
            self._missed(
                35, self.env._("{name}, it is about time for your next appointment. {company}")
            ),
            self._rule(
                "missed_again",
                self.env._("We miss you, once more"),
                "after_rule",
                self.env._("{name}, a place is free for you this week. {company}"),
                after="missed",
                delay=14,
                purpose="advertising",
            ),
            self._nth(
                10,
                self.env._("{name}, with your tenth visit the hair treatment is on us. {company}"),
            ),
            self._birthday(
                self.env._("{name}, your birthday is near: shine on that day! {company}"),
                day_offset=-2,
            ),
        ]

    def _items_nursery(self):
        return [
            self._tag(
                "pickup",
                self.env._("Bringing and picking up"),
                self.env._("Hello {name}, welcome to the family of {company}."),
                False,
                2,
            ),
            self._rule(
                "joined",
                self.env._("The day after joining"),
                "joined",
                self.env._("{name}, the daily plan and the menu of {company} are here: …"),
                delay=1,
                stop_on_visit=False,
            ),
            self._rule(
                "absent",
                self.env._("Call when a child stays away"),
                "not_seen",
                False,
                days=7,
                activity=self.env._("Ask the family whether everything is well"),
            ),
            self._birthday(self.env._("{name}, {company} says happy birthday!")),
        ]
