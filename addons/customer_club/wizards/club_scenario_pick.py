from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class ClubScenarioPick(models.TransientModel):
    """An owner picks a trade, reads what it brings, edits it and takes it. What is there stays."""

    _name = "club.scenario.pick"
    _description = "Pick a Ready Scenario"

    trade = fields.Selection("_selection_trade", required=True)
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)
    line_ids = fields.One2many("club.scenario.pick.line", "pick_id")
    merge_minutes = fields.Integer(
        "One visit within minutes",
        help="Repeated entries of a customer within so many minutes are one visit. Keypads and "
        "other sources of visits have this setting of their own.",
    )

    @api.model
    def _selection_trade(self):
        return self.env["club.scenario"]._trades()

    def _scenario(self):
        """The scenarios in the language of the company's texts."""
        return self.env["club.scenario"].with_context(lang=self.company_id._club_lang())

    @api.onchange("trade")
    def _onchange_trade(self):
        self.line_ids = [Command.clear()]
        if not self.trade:
            return
        self.merge_minutes = self._scenario()._merge_minutes(self.trade)
        there = self._there()
        self.line_ids = [
            Command.create(
                {
                    "code": item["code"],
                    "kind": item["model"],
                    "name": item["name"],
                    "text": self._with_optout(item),
                    "repeat_text": item["values"].get("repeat_text"),
                    "trigger": item["values"].get("trigger"),
                    "there": (item["model"], item["code"]) in there,
                    "take": (item["model"], item["code"]) not in there,
                }
            )
            for item in self._scenario()._items(self.trade)
        ]

    def _with_optout(self, item):
        """The text of an item; advertising with the words by which a customer opts out."""
        text, words = item["text"], self.company_id.club_optout_words
        advertising = item["values"].get("purpose") == "advertising"
        return f"{text}\n{words}" if text and words and advertising else text

    def _there(self):
        """What this company took before, archived or edited as it may be: ``{(model, code)}``."""
        found = set()
        for model in ("club.tag", "club.rule"):
            records = self.env[model].with_context(active_test=False)
            domain = [
                ("company_id", "=", self.company_id.id),
                ("scenario_code", "=like", f"{self.trade}:%"),
            ]
            codes = records.search(domain).mapped("scenario_code")
            found |= {(model, code.partition(":")[2]) for code in codes}
        return found

    def action_take(self):
        """Make what was chosen; what is there already is left as the owner has it."""
        self.ensure_one()
        there = self._there()
        chosen = self.line_ids.filtered(
            lambda line: line.take and (line.kind, line.code) not in there
        )
        if not chosen:
            raise UserError(self.env._("Choose something that you do not have yet."))
        items = {(i["model"], i["code"]): i for i in self._scenario()._items(self.trade)}
        for line in chosen.filtered(lambda line: line.kind == "club.tag"):
            self._make_tag(line, items[line.kind, line.code])
        for line in chosen.filtered(lambda line: line.kind == "club.rule"):
            self._make_rule(line, items[line.kind, line.code])
        self._set_merge_minutes()
        return self.env["ir.actions.act_window"]._for_xml_id("customer_club.club_rule_action")

    def _set_merge_minutes(self):
        """Hook for the sources of visits that have such a setting: keypads, tills."""

    def _make_tag(self, line, item):
        self.env["club.tag"].create(
            {
                **item["values"],
                "name": line.name,
                "key": self._free_key(),
                "welcome_text": line.text,
                "repeat_text": line.repeat_text,
                "company_id": self.company_id.id,
                "scenario_code": f"{self.trade}:{line.code}",
            }
        )

    def _free_key(self):
        """The first key that nothing is on; 0, off the keypad, where none is free."""
        taken = self.env["club.tag"].search(
            [("company_id", "=", self.company_id.id), ("key", ">", 0), ("group_id", "=", False)]
        )
        return next((key for key in range(1, 9) if key not in taken.mapped("key")), 0)

    def _make_rule(self, line, item):
        values = dict(item["values"])
        summary = values.pop("activity", False)
        if summary:
            call = self.env.ref("mail.mail_activity_data_call", raise_if_not_found=False)
            todo = self.env.ref("mail.mail_activity_data_todo", raise_if_not_found=False)
            values |= {"activity_type_id": (call or todo).id, "activity_summary": summary}
        for name, model, code in (
            ("trigger_tag_id", "club.tag", item["tag"]),
            ("after_rule_id", "club.rule", item["after"]),
        ):
            if code:
                values[name] = self._by_code(model, code).id
        if item["after"] and not values["after_rule_id"]:
            return  # the rule that it follows was not taken
        self.env["club.rule"].create(
            {
                **values,
                "name": line.name,
                "text": line.text,
                "company_id": self.company_id.id,
                "scenario_code": f"{self.trade}:{line.code}",
            }
        )

    def _by_code(self, model, code):
        return self.env[model].search(
            [
                ("company_id", "=", self.company_id.id),
                ("scenario_code", "=", f"{self.trade}:{code}"),
            ]
        )


class ClubScenarioPickLine(models.TransientModel):
    _name = "club.scenario.pick.line"
    _description = "Item of a Ready Scenario"

    pick_id = fields.Many2one("club.scenario.pick", ondelete="cascade")
    code = fields.Char()
    kind = fields.Selection([("club.tag", "Tag"), ("club.rule", "Rule")])
    take = fields.Boolean(default=True)
    there = fields.Boolean("There already")
    name = fields.Char()
    trigger = fields.Selection("_selection_trigger", "When")
    text = fields.Text()
    repeat_text = fields.Text()

    @api.model
    def _selection_trigger(self):
        return self.env["club.rule"]._selection_trigger()
