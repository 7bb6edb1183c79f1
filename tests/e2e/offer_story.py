"""A café's purchases and an offer, for the pictures of the manual; runs in ``odoo shell``."""
# ruff: noqa: F821  (``env`` is what the shell brings)

import random

from odoo import fields

PRODUCTS = (
    ("قهوه اسپرسو", 0, 95000), ("لاته", 0, 120000), ("چای", 0, 60000),
    ("کیک شکلاتی", 1, 140000), ("چیزکیک", 1, 180000), ("کوکی", 1, 70000),
)  # fmt: skip


def tell(env):
    """Sell, analyse, offer, and begin a quotation."""
    env = env(context=dict(env.context, lang="fa_IR", tracking_disable=True))
    dice = random.Random(3)
    categories = env["product.category"].create([{"name": "نوشیدنی"}, {"name": "شیرینی و کیک"}])
    products = {
        name: env["product.product"].create(
            {
                "name": name,
                "categ_id": categories[place].id,
                "list_price": price,
                "type": "service",
                "taxes_id": False,
            }
        )
        for name, place, price in PRODUCTS
    }
    people = env["res.partner"].create(
        [{"name": f"مشتری {n}", "club_mobile": f"+98912555{n:04}"} for n in range(40)]
    )

    def quote(person, names):
        lines = [fields.Command.create({"product_id": products[name].id}) for name in names]
        return env["sale.order"].create({"partner_id": person.id, "order_line": lines})

    for _time in range(90):
        share = dice.random()
        names = (
            ["قهوه اسپرسو", "کیک شکلاتی"] if share < 0.3 else
            ["لاته", "چیزکیک"] if share < 0.45 else
            ["لاته", "کوکی"] if share < 0.55 else
            ["چای"] if share < 0.7 else
            ["قهوه اسپرسو"] if share < 0.85 else
            dice.sample(list(products), 2)
        )  # fmt: skip
        quote(dice.choice(people), names).action_confirm()
    run = env["ladder.basket.run"]._open(env.company)
    while run.state != "done":
        run._step()
    offer = env["ladder.offer"].create(
        {
            "name": "کیک پس از چای",
            "after_product_ids": [fields.Command.set(products["چای"].ids)],
            "product_id": products["کیک شکلاتی"].id,
            "percent": 20,
            "valid_days": 14,
            "text": "{نام} عزیز، {کالا} با چای جور است: {درصد}٪ تخفیف با کد {کد} تا {مهلت}. "
            "{فروشگاه}",
        }
    )
    offer.action_start()
    sara = env["res.partner"].create({"name": "سارا کریمی", "club_mobile": "+989125556666"})
    quote(sara, ["قهوه اسپرسو", "لاته"])
