"""The page of the manual works a campaign through by hand: the models come to the same numbers."""

import re
from pathlib import Path

from odoo.tests import TransactionCase, tagged

from odoo.addons.customer_club.tools.digits import to_ascii_digits

from .campaign_story import NUMBERS, tell
from .test_customer_audit_figures import audit_company

MANUAL = Path(__file__).resolve().parents[3] / "docs" / "manual"
# The page's second table, row by row.
FIGURES = (
    *("ladder_sales", "ladder_returns", "ladder_revenue", "ladder_sms_cost"),
    *("ladder_discount_cost", "ladder_gift_cost", "ladder_bill_cost", "ladder_hours_cost"),
    *("ladder_spent", "ladder_gain", "ladder_roi", "ladder_won", "ladder_cost_per_won"),
    *("ladder_rungs", "ladder_cost_per_rung"),
)


def number(cell):
    """``−۲٬۰۰۰٬۰۰۰`` or ``136.8 %`` as a number."""
    text = to_ascii_digits(cell).replace("−", "-").replace("٫", ".")
    value = float(re.sub(r"[^\d.-]", "", text))
    return value / 100 if re.search("[%٪]", text) else value


def tables(language):
    """The last column of the page's two tables of numbers."""
    page = (MANUAL / language / "campaigns.md").read_text(encoding="utf-8")
    found = []
    for table in re.findall(r"(?:^\|.*\|\n)+", page, re.MULTILINE):
        rows = [line.strip("|").split("|") for line in table.splitlines()[2:]]
        if all(re.search(r"\d", to_ascii_digits(row[-1])) for row in rows):
            found.append([number(row[-1]) for row in rows])
    return found


@tagged("post_install", "-at_install")
class TestLadderCampaignManual(TransactionCase):
    def test_the_numbers_of_the_page(self):
        pages = {language: tables(language) for language in ("en", "fa")}
        self.assertEqual(pages["en"], pages["fa"])
        told, results = pages["en"]
        self.assertEqual(len(told), len(NUMBERS))
        self.assertEqual(len(results), len(FIGURES))
        company = audit_company(self.env)
        campaign = tell(self.env, company, dict(zip(NUMBERS, told, strict=True)))
        campaign = campaign.with_context(allowed_company_ids=company.ids)
        for figure, expected in zip(FIGURES, results, strict=True):
            with self.subTest(figure=figure):
                digits = 3 if figure == "ladder_roi" else 2
                self.assertAlmostEqual(campaign[figure], expected, digits)
