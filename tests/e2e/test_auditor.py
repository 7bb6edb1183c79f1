"""The auditor's script, as an auditor runs it: against the demo shop, on raw tables."""

import os
import subprocess
import sys

from stack import ROOT, Shop

SCRIPT = ROOT / "addons" / "crm_ladder" / "tests" / "audit.py"
EVERYBODY = """
run = env["ladder.run"]._open()
while run._step(1000):
    env.cr.commit()
score = env["ladder.score"]
score._score(score._next_buyers(0, 10_000), score._yardstick(), score._present_fit())
env.cr.commit()
"""


def _audit(shop):
    return subprocess.run(
        [
            *(sys.executable, str(SCRIPT)),
            f"dbname={shop.db} user=odoo host={os.environ['CLUB_TEST_PGHOST']}",
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_every_rung_and_score_of_the_demo_follows_from_its_documents(demo_template):
    with Shop("auditor", demo_template) as shop:
        shop.shell(EVERYBODY)
        shop.until("SELECT count(*) = 0 FROM ladder_dirty")
        found = _audit(shop)
        assert found.returncode == 0, found.stdout + found.stderr
        [[buyers]] = shop.query("SELECT count(DISTINCT partner_id) FROM ladder_purchase")
        assert buyers > 10, "there was something to be audited"
        # And a verdict that does not follow is found.
        shop.shell(
            "partner = env['ladder.purchase'].search([], limit=1).partner_id\n"
            "env.cr.execute('UPDATE res_partner SET ladder_r = 6 - ladder_r, "
            "ladder_f = 6 - ladder_f, ladder_m = 7 - ladder_m WHERE id = %s', [partner.id])\n"
            "env.cr.commit()"
        )
        wrong = _audit(shop)
        assert wrong.returncode == 1 and "scores" in wrong.stdout, wrong.stdout + wrong.stderr
