"""Members of an old panel: our import against Odoo's own, of the same rows in one run.

    MEMBER_IMPORT_BENCH=100000 ./club bench member_import

Runs in ``odoo shell`` on a copy of the site's database. Ours reads the file, judges each row, makes
the members with their tags and counts their visits, in batches that commit. Odoo's ``load()`` gets
the same rows ready made, without visits, which it cannot take; in batches that commit, too.
"""

# ruff: noqa: F821  (``env`` is what the shell brings)

import base64
import io
import os
import random
import resource
import sys
import time

from openpyxl import Workbook

ROWS = int(os.environ.get("MEMBER_IMPORT_BENCH", "5000"))
BATCH = 500
AIM = 3
NAMES = ("سارا احمدی", "علی رضایی", "مریم کریمی", "حسین مرادی", "نرگس صادقی")
TAGS = ("قهوه", "کیک", "وفادار", "عمده")
HEADINGS = ["موبایل", "نام", "گروه", "برچسب‌ها", "تعداد بازدید", "اولین بازدید", "آخرین بازدید"]


def rows(prefix):
    """Rows of a list, the same each time but for the numbers."""
    dice = random.Random(5)
    for number in range(ROWS):
        yield [
            f"+98{prefix}{number:07}",
            f"{dice.choice(NAMES)} {number}",
            "عمومی",
            dice.choice(TAGS),
            dice.randint(1, 30),
            f"1402/{dice.randint(1, 12):02}/{dice.randint(1, 29):02}",
            f"1404/{dice.randint(1, 12):02}/{dice.randint(1, 29):02}",
        ]


def workbook(lines):
    """The list as Excel keeps it, base64."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for line in [HEADINGS, *lines]:
        sheet.append(line)
    out = io.BytesIO()
    book.save(out)
    return base64.b64encode(out.getvalue())


def clocked(function):
    """Return how many seconds ``function`` took."""
    start = time.monotonic()
    function()
    return time.monotonic() - start


def resident():
    """Memory of this process now, in MiB."""
    with open("/proc/self/statm", encoding="ascii") as stream:
        return int(stream.read().split()[1]) * resource.getpagesize() / 2**20


def commit():
    """End a batch."""
    env.cr.commit()
    env.invalidate_all()


def say(label, value, remark=""):
    """Print one line of the table."""
    sys.stdout.write(f"  {label:42} {value:>12}  {remark}".rstrip() + "\n")


def ours(batch):
    """Check and run, as the scheduled action does; note the memory after the first rows."""
    batch.state = "checking"
    batch._check_some(go_on=lambda _done: commit() or True)
    batch._make_words()
    batch.state = "running"
    commit()
    memory = []
    while batch.state == "running":
        batch._run_some(BATCH)
        commit()
        memory.append(resident())
    return memory[min(3, len(memory) - 1)], memory[-1]


def theirs(lines):
    """Odoo's own import, as its page calls it."""
    Partner = env["res.partner"].with_context(import_file=True, tracking_disable=True)
    names = ["club_mobile", "name", "club_group_id", "club_tag_ids"]
    for start in range(0, len(lines), BATCH):
        result = Partner.load(names, [line[:4] for line in lines[start : start + BATCH]])
        if not result["ids"]:
            raise SystemExit(result["messages"])
        commit()


env.user.company_id.country_id = env.ref("base.ir")
batch = env["club.import"].create({"file": workbook(rows("912")), "filename": "bench.xlsx"})
commit()
memory = []
mine = clocked(lambda: memory.extend(ours(batch)))
again = env["club.import"].create({"file": workbook(rows("912")), "filename": "bench.xlsx"})
commit()
second = clocked(lambda: ours(again))
odoo = clocked(lambda: theirs([[str(cell) for cell in line] for line in rows("913")]))
env.cr.execute(
    "SELECT count(*), sum(club_visit_count) FROM res_partner WHERE club_mobile LIKE '+98912%%'"
    " AND club_joined_by = 'import'"
)
say("members taken over, visits they stand for", "{} / {}".format(*env.cr.fetchone()))
say("our import, checked and run", f"{ROWS / mine:.0f}/s", f"{mine:.1f} s")
say("the same file again: nothing changes", f"{ROWS / second:.0f}/s")
say("Odoo's load(), without visits", f"{ROWS / odoo:.0f}/s", f"{odoo:.1f} s")
met = "" if odoo / mine >= AIM else ", MISSED"
say("ours to Odoo's", f"{odoo / mine:.1f}", f"aim ≥ {AIM}{met}")
say("memory from the fourth batch to the last", f"{memory[1] - memory[0]:+.0f} MiB", "aim: flat")
