"""Real transactions that meet on one event or one number. Rows are committed and removed."""

import secrets
import threading
from contextlib import ExitStack
from datetime import UTC, datetime

from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, api
from odoo.exceptions import ConcurrencyError
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger

from odoo.addons.direct_device.tools import signature

from .common import event

NUMBER = "09990000002"


@tagged("post_install", "-at_install", "club_race")
class TestEventRace(BaseCase):
    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            # a group with a key of its own leaves the company's other keys alone
            group = env["club.group"].create({"name": "Race"})
            env["club.tag"].create(
                {"name": "Race", "key": 1, "welcome_text": "Hi", "group_id": group.id}
            )
            devices = env["direct.device"].create(
                [{"name": name, "group_id": group.id} for name in "ab"]
            )
            for device in devices:
                device._install_secret(signature.encode_secret(secrets.token_bytes(32)))
            self.serials = devices.mapped("serial")
            self.ids = {"g": group.id, "d": devices.ids, "n": f"+98{NUMBER[1:]}"}
        self.addCleanup(self._clean)

    def _clean(self):
        with self.registry.cursor() as cr:
            cr.execute(
                """
                DELETE FROM direct_event WHERE device_id = ANY(%(d)s);
                DELETE FROM mail_message WHERE model = 'direct.device' AND res_id = ANY(%(d)s);
                DELETE FROM mail_followers WHERE res_model = 'direct.device'
                    AND res_id = ANY(%(d)s);
                DELETE FROM direct_device WHERE id = ANY(%(d)s);
                DELETE FROM club_message WHERE number = %(n)s;
                DELETE FROM club_visit WHERE partner_id IN
                    (SELECT id FROM res_partner WHERE club_mobile = %(n)s);
                DELETE FROM res_partner WHERE club_mobile = %(n)s;
                DELETE FROM club_tag_period WHERE group_id = %(g)s;
                DELETE FROM club_tag WHERE group_id = %(g)s;
                DELETE FROM club_group WHERE id = %(g)s;
                """,
                self.ids,
            )
            api.Environment(cr, SUPERUSER_ID, {}).invalidate_all()

    @staticmethod
    def _send(env, serial, events, barrier, results, failures):
        try:
            env.cr.execute("SELECT 1")  # the snapshot is older than what the others commit
            barrier.wait(timeout=10)
            for _try in range(5):
                try:
                    speaker = env["direct.device"]._speaker(serial)
                    now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
                    env["direct.device"]._note_seen(speaker, now, 0)
                    found = env["direct.event"]._ingest(speaker, events, now)
                    env.cr.commit()
                except (SerializationFailure, ConcurrencyError):
                    # Not Odoo's own ``retrying``: it wants the registry lock that the thread
                    # which runs the tests never lets go of.
                    env.cr.rollback()
                    env.clear()
                else:
                    results += found
                    return
            raise AssertionError("five collisions in a row")
        except Exception as failure:  # a thread's failure must reach the test
            failures.append(failure)

    def meet(self, *requests):
        """Send requests, each in a transaction and a thread of its own, at the same moment."""
        barrier, results, failures = threading.Barrier(len(requests)), [], []
        with ExitStack() as cursors, mute_logger("odoo.sql_db"):
            threads = []
            for serial, events in requests:
                # made here: the lock on registries is held by the thread that runs the tests
                env = api.Environment(
                    cursors.enter_context(self.registry.cursor()), SUPERUSER_ID, {}
                )
                arguments = (env, serial, events, barrier, results, failures)
                threads.append(threading.Thread(target=self._send, args=arguments))
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(30)
        self.assertFalse(failures)
        return results

    def counts(self):
        """Events, visits, messages, customers."""
        with self.registry.cursor() as cr:
            cr.execute(
                """
                SELECT (SELECT count(*) FROM direct_event WHERE device_id = ANY(%(d)s)),
                       (SELECT count(*) FROM club_visit v JOIN res_partner p
                            ON p.id = v.partner_id WHERE p.club_mobile = %(n)s),
                       (SELECT count(*) FROM club_message WHERE number = %(n)s),
                       (SELECT count(*) FROM res_partner WHERE club_mobile = %(n)s)
                """,
                self.ids,
            )
            return cr.fetchone()

    def test_one_event_from_three_connections(self):
        sent = [event(NUMBER)]
        first, second = self.serials
        results = self.meet((first, sent), (first, sent), (second, sent))
        self.assertEqual(
            sorted(r["status"] for r in results), ["accepted", "duplicate", "duplicate"]
        )
        self.assertEqual(len({(r["visit"], r["first"], r["display"]) for r in results}), 1)
        self.assertEqual(self.counts(), (1, 1, 1, 1))

    def test_one_new_number_on_two_keypads(self):
        """One customer with one visit: the other press falls into the merge window."""
        results = self.meet(*((serial, [event(NUMBER)]) for serial in self.serials))
        self.assertEqual(sorted(r["status"] for r in results), ["accepted", "merged"])
        self.assertEqual(self.counts(), (2, 1, 1, 1))

    def test_batches_that_overlap(self):
        events = [event(NUMBER), event(NUMBER, tag=5), event("nonsense")]
        results = self.meet(*((serial, events) for serial in self.serials))
        self.assertEqual(
            sorted(r["status"] for r in results),
            ["accepted", "duplicate", "rejected", "rejected", "rejected", "rejected"],
        )
        self.assertEqual(self.counts()[0], 3)
