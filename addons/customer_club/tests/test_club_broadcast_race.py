"""Two workers on one group message, and a button that meets a worker. Rows are committed."""

from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger

NUMBERS = [f"+98999300{number:04}" for number in range(60)]


@tagged("post_install", "-at_install")
class TestClubBroadcastRace(BaseCase):
    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        self.addCleanup(self._clean)
        with self.registry.cursor() as cr:
            env = self._env(cr)
            members = env["res.partner"].create(
                [{"name": "مسابقه", "club_mobile": number} for number in NUMBERS]
            )
            broadcast = env["club.broadcast"].create(
                {"name": "مسابقه", "text": "سلام", "domain": repr([("id", "in", members.ids)])}
            )
            broadcast.action_start()
            self.broadcast_id = broadcast.id

    def _env(self, cr):
        return api.Environment(cr, SUPERUSER_ID, {})

    def _clean(self):
        with self.registry.cursor() as cr:
            cr.execute(
                """
                DELETE FROM club_broadcast WHERE id = %(id)s;
                DELETE FROM mail_message WHERE model = 'club.broadcast' AND res_id = %(id)s;
                DELETE FROM mail_followers WHERE res_model = 'club.broadcast' AND res_id = %(id)s;
                DELETE FROM club_message WHERE rule_key = 'broadcast:' || %(id)s;
                DELETE FROM res_partner WHERE club_mobile = ANY(%(numbers)s);
                """,
                {"id": self.broadcast_id, "numbers": NUMBERS},
            )

    def _step(self, cr):
        return self._env(cr)["club.broadcast"].browse(self.broadcast_id)._step()

    def _to(self, state):
        """Let it go on until it is in ``state``."""
        with self.registry.cursor() as cr:
            broadcast = self._env(cr)["club.broadcast"].browse(self.broadcast_id)
            while broadcast.state != state:
                broadcast._step()

    def _counts(self):
        with self.registry.cursor() as cr:
            cr.execute(
                """
                SELECT (SELECT count(*) FROM club_broadcast_recipient WHERE broadcast_id = %(id)s),
                       (SELECT count(*) FROM club_message
                         WHERE rule_key = 'broadcast:' || %(id)s),
                       (SELECT count(DISTINCT partner_id) FROM club_message
                         WHERE rule_key = 'broadcast:' || %(id)s)
                """,
                {"id": self.broadcast_id},
            )
            return cr.fetchone()

    def _meet(self):
        """Two workers look at the database at the same moment; both work."""
        with self.registry.cursor() as first, self.registry.cursor() as second:
            for cr in (first, second):
                cr.execute("SELECT count(*) FROM club_broadcast")  # the snapshot
            done = self._step(first)
            self.assertIsNone(self._step(second), "the other one is at it")
            first.commit()
            with mute_logger("odoo.sql_db"), self.assertRaises(SerializationFailure):
                self._step(second)
        return done

    def test_two_workers_freeze_each_person_once(self):
        self._to("collecting")
        self._meet()
        self.assertEqual(self._counts()[0], len(NUMBERS))

    def test_two_workers_write_to_each_person_once(self):
        self._to("sending")
        self.assertEqual(self._meet(), len(NUMBERS))
        with self.registry.cursor() as cr:
            self._step(cr)
        self.assertEqual(self._counts(), (60, 60, 60))

    def test_even_without_the_lock_the_indexes_decide(self):
        self._to("sending")
        with self.registry.cursor() as first, self.registry.cursor() as second:
            broadcasts = [
                self._env(cr)["club.broadcast"].browse(self.broadcast_id) for cr in (first, second)
            ]
            for broadcast in broadcasts:
                broadcast.state  # noqa: B018  (the snapshot)
            broadcasts[0]._queue_batch(("a",))
            broadcasts[0].env.flush_all()
            first.commit()
            with mute_logger("odoo.sql_db"), self.assertRaises(SerializationFailure):
                broadcasts[1]._queue_batch(("a",))
        self.assertEqual(self._counts(), (60, 60, 60))

    def test_pause_meets_a_worker(self):
        self._to("sending")
        with self.registry.cursor() as worker, self.registry.cursor() as person:
            broadcast = self._env(person)["club.broadcast"].browse(self.broadcast_id)
            broadcast.state  # noqa: B018  (the snapshot)
            self._step(worker)
            worker.commit()
            # Odoo runs the request again on a fresh snapshot.
            with mute_logger("odoo.sql_db"), self.assertRaises(SerializationFailure):
                broadcast.action_pause()
            person.rollback()
        with self.registry.cursor() as person:
            self._env(person)["club.broadcast"].browse(self.broadcast_id).action_pause()
        with self.registry.cursor() as cr:
            cr.execute(
                "SELECT DISTINCT state, reason_code FROM club_message WHERE rule_key = %s",
                [f"broadcast:{self.broadcast_id}"],
            )
            self.assertEqual(cr.fetchall(), [("held", "broadcast_paused")])
