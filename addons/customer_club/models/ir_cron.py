"""Waking scheduled actions from a key press.

Odoo's own ``_notifydb`` opens a connection to PostgreSQL for each word, which costs the server more
than the key press itself. Here each process keeps one connection, and a transaction wakes once.
"""

import contextlib
import logging
import os
import threading

import psycopg2
from psycopg2 import sql

from odoo import api, models, sql_db
from odoo.tools import SQL

from odoo.addons.base.models.ir_cron import ODOO_NOTIFY_FUNCTION

_logger = logging.getLogger(__name__)


class _Bell:
    """One kept connection to the database on which the cron workers listen.

    Not from Odoo's pool: that closes connections to this database as soon as they are given back.
    """

    def __init__(self):
        self._forget()
        # A connection must not be used on both sides of a fork, nor a lock that was held then.
        os.register_at_fork(after_in_child=self._forget)

    def _forget(self):
        self._lock = threading.Lock()
        self._connection = None

    def ring(self, dbname):
        """Wake the workers of ``dbname``; connect anew when the connection was lost."""
        query = sql.SQL("SELECT {}('cron_trigger', %s)").format(
            sql.Identifier(ODOO_NOTIFY_FUNCTION)
        )
        with self._lock:
            for last_try in (False, True):
                try:
                    with self._connected().cursor() as cursor:
                        cursor.execute(query, [dbname])
                    return
                except psycopg2.Error as error:
                    self.close()
                    if last_try:
                        # What is due is committed, and the workers look by themselves every minute.
                        _logger.warning("Scheduled actions could not be woken: %s", error)

    def _connected(self):
        if self._connection is None or self._connection.closed:
            _name, info = sql_db.connection_info_for("postgres")
            self._connection = psycopg2.connect(**info)
            self._connection.autocommit = True
        return self._connection

    def close(self):
        """Let go of the connection; the next ring makes another."""
        if self._connection is not None:
            with contextlib.suppress(psycopg2.Error):
                self._connection.close()
        self._connection = None


bell = _Bell()


class IrCron(models.Model):
    _inherit = "ir.cron"

    @api.model
    def _wake_soon(self, xml_id):
        """Let a scheduled action run as soon as this transaction is committed.

        What ``_trigger`` does, in one statement: for the path of a key press. An action that is
        switched off, or not there yet, is left alone.

        :param xml_id: external id of the action
        """
        # The id comes from a cache; `env.ref` would ask the database whether the record is there.
        cron_id = self.env["ir.model.data"]._xmlid_to_res_id(xml_id, raise_if_not_found=False)
        if cron_id:
            self.env.cr.execute(
                SQL(
                    """
                    INSERT INTO ir_cron_trigger (cron_id, call_at)
                    SELECT id, now() AT TIME ZONE 'UTC' FROM ir_cron WHERE id = %s AND active
                    """,
                    cron_id,
                )
            )
            self._wake_after_commit()

    @api.model
    def _wake_after_commit(self):
        """Tell the cron workers once this transaction is committed, once however often asked."""
        postcommit = self.env.cr.postcommit
        if not postcommit.data.get("customer_club.wake"):
            postcommit.data["customer_club.wake"] = True
            dbname = self.env.cr.dbname
            postcommit.add(lambda: bell.ring(dbname))
