import os
import select
from contextlib import closing

import psycopg2

from odoo import sql_db
from odoo.tests import TransactionCase, tagged

from ..models.ir_cron import bell

CRON = "customer_club.ir_cron_club_message_dispatch"


@tagged("post_install", "-at_install")
class TestClubWake(TransactionCase):
    """The cron workers hear of work: once a transaction, over one connection that is kept."""

    def setUp(self):
        super().setUp()
        bell.close()
        self.addCleanup(bell.close)
        _name, info = sql_db.connection_info_for("postgres")
        self.ear = psycopg2.connect(**info)
        self.addCleanup(self.ear.close)
        self.ear.autocommit = True
        with closing(self.ear.cursor()) as cursor:
            cursor.execute("LISTEN cron_trigger")

    def heard(self, seconds=2):
        """How often the workers of this database were woken; other databases' do not count."""
        while select.select([self.ear], [], [], seconds)[0]:
            self.ear.poll()
            seconds = 0.2
        heard = [notice for notice in self.ear.notifies if notice.payload == self.env.cr.dbname]
        self.ear.notifies.clear()
        return len(heard)

    def triggers(self):
        return self.env["ir.cron.trigger"].search([("cron_id", "=", self.env.ref(CRON).id)])

    def test_once_a_transaction(self):
        before = self.triggers()
        postcommit = self.env.cr.postcommit
        self.addCleanup(postcommit.clear)
        for _time in range(3):
            self.env["ir.cron"]._wake_soon(CRON)
        self.assertEqual(len(self.triggers() - before), 3)
        postcommit.run()
        self.assertEqual(self.heard(), 1)
        postcommit.run()
        self.assertEqual(self.heard(0.2), 0)
        self.env["ir.cron"]._wake_soon(CRON)
        postcommit.run()
        self.assertEqual(self.heard(), 1, "the next transaction wakes again")

    def test_nothing_is_said_of_what_was_rolled_back(self):
        postcommit = self.env.cr.postcommit
        self.env["ir.cron"]._wake_soon(CRON)
        postcommit.clear()  # what a rollback does
        self.env["ir.cron"]._wake_soon(CRON)
        postcommit.run()
        self.assertEqual(self.heard(), 1)

    def test_an_action_that_is_off_or_missing_is_left_alone(self):
        self.env.ref(CRON).active = False
        self.env.flush_all()
        before = self.triggers()
        self.env["ir.cron"]._wake_soon(CRON)
        self.env["ir.cron"]._wake_soon("customer_club.no_such_action")
        self.assertEqual(self.triggers(), before)

    def test_one_statement_on_the_way(self):
        self.env["ir.cron"]._wake_soon(CRON)
        with self.assertQueryCount(1):
            self.env["ir.cron"]._wake_soon(CRON)

    def test_one_connection_is_kept(self):
        pids = set()
        for _time in range(3):
            bell.ring(self.env.cr.dbname)
            pids.add(bell._connection.info.backend_pid)
        self.assertEqual(len(pids), 1)
        self.assertEqual(self.heard(), 3)

    def test_a_lost_connection_is_made_anew(self):
        bell.ring(self.env.cr.dbname)
        with closing(self.ear.cursor()) as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", [bell._connection.info.backend_pid])
        bell.ring(self.env.cr.dbname)
        self.assertEqual(self.heard(), 2)

    def test_a_server_that_is_away_costs_a_line_in_the_log_and_nothing_else(self):
        self.patch(
            sql_db, "connection_info_for", lambda _name: ("x", {"host": "127.0.0.1", "port": 1})
        )
        with self.assertLogs("odoo.addons.customer_club.models.ir_cron", "WARNING") as logs:
            bell.ring(self.env.cr.dbname)
        self.assertEqual(len(logs.output), 1)

    def test_a_forked_worker_has_a_connection_of_its_own(self):
        bell.ring(self.env.cr.dbname)
        mine = bell._connection.info.backend_pid
        child = os.fork()
        if not child:
            try:
                bell.ring(self.env.cr.dbname)
                os._exit(0 if bell._connection.info.backend_pid != mine else 3)
            finally:
                os._exit(4)
        self.assertEqual(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), 0)
        bell.ring(self.env.cr.dbname)
        self.assertEqual(bell._connection.info.backend_pid, mine, "the parent's is untouched")
        self.assertEqual(self.heard(), 3)
