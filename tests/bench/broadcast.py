"""Group messages: from the button to the ledger, against Odoo's own SMS marketing, in one run.

    CLUB_BROADCAST_BENCH=100000 ./club bench broadcast

Runs in ``odoo shell`` on a copy of the site's database, on which SMS marketing is installed
(``mass_mailing_sms``). Ours freezes the audience (consent, blacklist and operators' blocks are
looked up for each person), draws, writes the text and puts it into the ledger, in batches that
commit: a static text to everybody, a personal one to a fifth, one with personal links to a fifth.
Odoo's queues a text of each kind to as many as ``CLUB_BROADCAST_ODOO`` says (default 5,000).
"""

# ruff: noqa: F821  (``env`` is what the shell brings)

import os
import resource
import sys
import time

PEOPLE = int(os.environ.get("CLUB_BROADCAST_BENCH", "20000"))
PERSONAL = PEOPLE // 5
THEIRS = int(os.environ.get("CLUB_BROADCAST_ODOO", "5000"))
AIM = 5
STATIC = "فروش ویژهٔ پاییز از فردا آغاز می‌شود. منتظر دیدار شما هستیم."

DATA = """
INSERT INTO res_partner (name, complete_name, type, active, partner_share, autopost_bills,
       create_date, club_mobile, phone, phone_sanitized, country_id, club_visit_count, lang)
SELECT 'مشتری ' || g, 'مشتری ' || g, 'contact', TRUE, TRUE, 'ask', now(),
       '+98990' || lpad(g::text, 7, '0'), '0990' || lpad(g::text, 7, '0'),
       '+98990' || lpad(g::text, 7, '0'), %(country)s, g %% 9, %(lang)s
  FROM generate_series(1, %(n)s) g;
UPDATE res_partner SET commercial_partner_id = id WHERE club_mobile LIKE '+98990%%';
ANALYZE res_partner;
"""


def clocked(function):
    """Return how many seconds ``function`` took."""
    start = time.monotonic()
    function()
    return time.monotonic() - start


def resident():
    """Memory of this process now, in MiB."""
    with open("/proc/self/statm", encoding="ascii") as stream:
        return int(stream.read().split()[1]) * resource.getpagesize() / 2**20


def say(label, value, remark=""):
    """Print one line of the table."""
    sys.stdout.write(f"  {label:46} {value:>12}  {remark}".rstrip() + "\n")
    sys.stdout.flush()


def commit():
    """End a batch."""
    env.cr.commit()
    env.invalidate_all()


def ours(**values):
    """A group message to the first members, as the scheduled action does it."""
    count = values.pop("count")
    broadcast = env["club.broadcast"].create(
        {"name": "bench", "domain": repr(among(count)), **values}
    )
    broadcast.action_start()
    commit()
    memory = []

    def work():
        while broadcast._step() is not None:
            commit()
            memory.append(resident())

    seconds = clocked(work)
    if broadcast.queued_count != count:
        raise SystemExit(f"{broadcast.queued_count} of {count} queued")
    return count / seconds, memory


def theirs(body, count):
    """The same with Odoo's SMS marketing: everything down to its queue."""
    mailing = env["mailing.mailing"].create(
        {
            "subject": "bench",
            "mailing_type": "sms",
            "mailing_model_id": env["ir.model"]._get_id("res.partner"),
            "mailing_domain": repr(among(count)),
            "body_plaintext": body,
            "use_exclusion_list": True,
            "sms_allow_unsubscribe": False,
        }
    )
    commit()
    before = resident()

    def work():
        mailing.action_send_sms()
        env.flush_all()
        env.cr.commit()

    seconds = clocked(work)
    queued = env["mailing.trace"].search_count([("mass_mailing_id", "=", mailing.id)])
    if queued != count:
        raise SystemExit(f"Odoo queued {queued} of {count}")
    grown = resident() - before
    env.invalidate_all()
    return count / seconds, grown


def among(count):
    """Domain of the first ``count`` members of the bench."""
    return [("club_mobile", ">=", "+989900000001"), ("club_mobile", "<=", f"+98990{count:07}")]


company = env.company
company.country_id = env.ref("base.ir")
env["ir.module.module"].search([("name", "=", "mass_mailing_sms")]).button_immediate_install()
env = env(cr=env.cr)
env.cr.execute(DATA, {"n": PEOPLE, "country": company.country_id.id, "lang": "fa_IR"})
commit()
static, memory = ours(text=STATIC, count=PEOPLE)
personal, _memory = ours(text="{name}، برای {visits} بازدید سپاس!", count=PERSONAL)
linked, _memory = ours(text="{name}: {link}", link_url="https://shop.ir/menu", count=PERSONAL)
count = min(THEIRS, PERSONAL)
odoo_static, grown = theirs(STATIC, count)
odoo_personal, grown_personal = theirs(
    "{{ object.name }}، برای {{ object.club_visit_count }} بازدید سپاس!", count
)
for label, mine, odoo in (
    ("static text", static, odoo_static),
    ("personal text", personal, odoo_personal),
):
    met = "" if mine / odoo >= AIM else ", MISSED"
    remark = f"Odoo's SMS marketing {odoo:.0f}/s"
    say(f"{label}, queued", f"{mine:.0f}/s", remark)
    say(f"{label}, ours to Odoo's", f"{mine / odoo:.1f}", f"aim ≥ {AIM}{met}")
say("personal text with a link of one's own", f"{linked:.0f}/s", f"{PERSONAL} people")
say(
    "memory from the third batch to the last",
    f"{memory[-1] - memory[min(3, len(memory) - 1)]:+.0f} MiB",
    f"{PEOPLE} people, aim: flat",
)
say("Odoo's, for comparison", f"{max(grown, grown_personal):+.0f} MiB", f"{count} people")
