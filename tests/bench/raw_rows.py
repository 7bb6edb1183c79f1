"""The yardstick for batches: the rows of a batch once more, straight from psycopg2.

No reading, no judging, no looking up: only set-based inserts of ready rows, a commit for each 500.
"""

import time
import uuid
from contextlib import closing

import database
from psycopg2.extras import execute_values


def rate(db, like, seconds, counters=False):
    """Insert copies of the rows that the newest batch made, again and again.

    :param like: how many events that batch had
    :param counters: also update the customers' counters, as a visit does
    :return: events a second
    """
    with closing(database.connect(db)) as connection, connection.cursor() as cursor:
        batch = _Batch(cursor, like)
        count, spent = 0, 0.0
        while spent < seconds:
            batch.renew()  # making the rows up is not part of it
            began = time.perf_counter()
            batch.insert(cursor, counters)
            connection.commit()
            spent += time.perf_counter() - began
            count += like
        return count / spent


class _Batch:
    """The latest batch of events with the visits and texts they led to."""

    def __init__(self, cursor, like):
        cursor.execute("SELECT * FROM direct_event ORDER BY id DESC LIMIT %s", [like])
        self.events = _rows(cursor)
        visit_ids = [row["visit_id"] for row in self.events]
        cursor.execute("SELECT * FROM club_visit WHERE id = ANY(%s)", [visit_ids])
        self.visits = {row["id"]: row for row in _rows(cursor)}
        cursor.execute("SELECT * FROM club_message WHERE visit_id = ANY(%s)", [visit_ids])
        self.messages = {row["visit_id"]: row for row in _rows(cursor)}
        if len(self.visits) != like or len(self.messages) != like:
            raise SystemExit("The batch did not lead to one visit and one text for each event.")
        # Above every number that is taken; the next batch over HTTP counts on from there.
        cursor.execute(
            "SELECT partner_id, max(number) FROM club_visit WHERE partner_id = ANY(%s) GROUP BY 1",
            [[row["partner_id"] for row in self.visits.values()]],
        )
        self.numbers = dict(cursor.fetchall())

    def renew(self):
        """Give the rows new identities."""
        self.new = {"club_visit": [], "direct_event": [], "club_message": [], "ladder_dirty": []}
        for event in self.events:
            visit, ident = self.visits[event["visit_id"]], str(uuid.uuid4())
            partner = visit["partner_id"]
            self.numbers[partner] += 1
            number = self.numbers[partner]
            new = self.new
            new["club_visit"].append({**visit, "origin": f"direct:{ident}", "number": number})
            new["direct_event"].append({**event, "uuid": ident, "echo": ident, "number": number})
            new["club_message"].append({**self.messages[event["visit_id"]], "origin": ident})
            new["ladder_dirty"].append({"partner_id": partner})

    def insert(self, cursor, counters):
        """Insert the rows, in one statement for each table."""
        visits, events = self.new["club_visit"], self.new["direct_event"]
        ids = _insert(cursor, "club_visit", visits)
        for visit_id, event, message in zip(ids, events, self.new["club_message"], strict=True):
            event["visit_id"] = message["visit_id"] = visit_id
        for table in ("direct_event", "club_message", "ladder_dirty"):
            _insert(cursor, table, self.new[table])
        if counters:
            execute_values(
                cursor,
                "UPDATE res_partner p SET club_visit_count = club_visit_count + 1,"
                " club_last_visit = v.at FROM (VALUES %s) AS v(id, at) WHERE p.id = v.id",
                [(row["partner_id"], row["visited_at"]) for row in visits],
                page_size=len(visits),
            )


def _rows(cursor):
    names = [column.name for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _insert(cursor, table, rows):
    names = [name for name in rows[0] if name != "id"]
    query = f"INSERT INTO {table} ({', '.join(names)}) VALUES %s RETURNING id"  # noqa: S608
    values = [[row[name] for name in names] for row in rows]
    return [row[0] for row in execute_values(cursor, query, values, None, len(values), True)]
