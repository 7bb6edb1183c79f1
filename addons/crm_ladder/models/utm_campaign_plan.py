"""What is planned for a campaign, and by which rule its results are counted."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from odoo.addons.customer_club.tools.digits import localize_digits

READERS = "customer_club.group_club_marketer,crm_ladder.group_audit_reader"
# Anybody may rename a campaign, as everywhere in Odoo; what it should bring is the marketers'.
PLAN = frozenset(
    {"ladder_date_from", "ladder_date_to", "ladder_budget", "ladder_expected_revenue"}
    | {"ladder_expected_customers", "ladder_window_days", "ladder_part_price", "ladder_cost_ids"}
)


class UtmCampaign(models.Model):
    _inherit = "utm.campaign"

    ladder_currency_id = fields.Many2one("res.currency", compute="_compute_ladder_currency")
    ladder_date_from = fields.Date("Begins", groups=READERS, copy=False)
    ladder_date_to = fields.Date("Ends", groups=READERS, copy=False)
    ladder_budget = fields.Monetary(
        "Budget", currency_field="ladder_currency_id", groups=READERS, copy=False
    )
    ladder_expected_revenue = fields.Monetary(
        "Expected revenue", currency_field="ladder_currency_id", groups=READERS, copy=False
    )
    ladder_expected_customers = fields.Integer("Expected customers", groups=READERS, copy=False)
    ladder_window_days = fields.Integer(
        "Window (days)",
        default=30,
        required=True,
        groups=READERS,
        copy=False,
        help="How long after the campaign touched a customer a purchase counts for it.",
    )
    ladder_part_price = fields.Monetary(
        "Price of an SMS part",
        currency_field="ladder_currency_id",
        groups=READERS,
        copy=False,
        help="Empty: the price in the settings of the company that sent it.",
    )
    ladder_cost_ids = fields.One2many(
        "ladder.campaign.cost", "campaign_id", "Costs without a document", groups=READERS
    )
    ladder_rule_words = fields.Char("How it is counted", compute="_compute_ladder_rule_words")

    _ladder_window = models.Constraint(
        "CHECK (ladder_window_days BETWEEN 0 AND 3650)",
        "The window of a campaign is between 0 and 3650 days.",
    )
    _ladder_plan = models.Constraint(
        "CHECK (ladder_budget >= 0 AND ladder_expected_revenue >= 0"
        " AND ladder_expected_customers >= 0 AND ladder_part_price >= 0)",
        "What is planned is not negative.",
    )

    @api.depends("company_id")
    def _compute_ladder_currency(self):
        main = self.env["res.company"]._ladder_main()
        for campaign in self:
            campaign.ladder_currency_id = (campaign.company_id or main).sudo().currency_id

    @api.depends("ladder_window_days")
    @api.depends_context("lang")
    def _compute_ladder_rule_words(self):
        model = self.env["ladder.campaign.facts"]._model()
        for campaign in self:
            days = campaign.sudo().ladder_window_days
            campaign.ladder_rule_words = self._ladder_words(model, days)

    @api.model
    def _ladder_words(self, model, days):
        """The rule in a sentence for the reader."""
        days = localize_digits(str(days), self.env.lang)
        if model == "last":
            words = self.env._(
                "A sale counts for the campaign that touched the customer last before it,"
                " at most %s days earlier.",
                days,
            )
        elif model == "first":
            words = self.env._(
                "A sale counts for the campaign that touched the customer first,"
                " at most %s days before it.",
                days,
            )
        elif model == "linear":
            words = self.env._(
                "A sale is shared evenly by all campaigns that touched the customer before it;"
                " this one counts for %s days.",
                days,
            )
        else:
            words = self.env._(
                "A sale counts for the campaign that its own document names; a customer is won or"
                " climbs at most %s days after such a document.",
                days,
            )
        return words

    @api.constrains("ladder_date_from", "ladder_date_to")
    def _check_ladder_dates(self):
        # Whoever makes a campaign may, though its plan is not for everybody's eyes.
        for campaign in self.sudo():
            first, last = campaign.ladder_date_from, campaign.ladder_date_to
            if first and last and last < first:
                raise ValidationError(
                    self.env._("“%s” ends before it begins.", campaign.display_name)
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._ladder_check_plan(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._ladder_check_plan(vals)
        return super().write(vals)

    @api.model
    def _ladder_check_plan(self, vals):
        if (
            PLAN & vals.keys()
            and not self.env.su
            and not self.env.user.has_group("customer_club.group_club_marketer")
        ):
            raise AccessError(self.env._("Only marketers of the club plan campaigns."))
