"""From a request's events to visits: one transaction, a handful of statements."""

from datetime import timedelta
from functools import partial

from odoo import api, models
from odoo.exceptions import ConcurrencyError
from odoo.tools import SQL

from odoo.addons.customer_club.tools.mobile import normalize_mobile

from ..tools import device_reply
from ..tools.event_schema import Limits, read_event
from ..tools.settlement import Stored, settle

_COLUMNS = {
    "device_id": "int",
    "company_id": "int",
    "received_at": "timestamp",
    "uuid": "varchar",
    "echo": "varchar",
    "at": "timestamp",
    "mobile": "varchar",
    "tag_key": "int",
    "origin": "varchar",
    "state": "varchar",
    "code": "varchar",
    "visit_id": "int",
    "number": "int",
    "is_first": "bool",
    "raw": "text",
    "digest": "varchar",
    "suspicion": "varchar",
}


class DirectEvent(models.Model):
    _inherit = "direct.event"

    @api.model
    def _ingest(self, speaker, events, now):
        """Judge, count and store a request's events; return the results, in order.

        The statements do not grow with the number of events. The same event in another request
        at the same moment ends in a serialization failure, which makes the later one start
        again, find the first one's row and answer ``duplicate``.

        :param speaker: the keypad, from ``direct.device._admit``
        :param events: the envelope's list, as decoded from JSON
        :param now: server time, naive UTC
        """
        late = timedelta(days=speaker.late_days)
        meanings = self.env["club.tag.period"]._key_meanings(
            speaker.company_id, speaker.group_id, now - late
        )
        limits = Limits(
            tag_at=meanings.tag_at,
            tag_required=speaker.tag_required,
            late=late,
            greet=timedelta(hours=speaker.greet_hours),
        )
        read = partial(read_event, now=now, limits=limits, normalize=normalize_mobile)
        readings = [read(event) for event in events]
        stored = self._stored({reading.uuid for reading in readings if reading.uuid})
        steps = settle(readings, stored, speaker.company_id)
        outcomes = self._count(speaker, readings, steps)
        suspicions = self._hold_suspicious(speaker, readings, outcomes)
        self._store(speaker, readings, steps, outcomes, suspicions, now)
        if outcomes:
            self._announce(speaker)
        return self._answers(speaker, readings, steps, outcomes)

    @api.model
    def _stored(self, uuids):
        if not uuids:
            return {}
        self.flush_model()
        self.env.cr.execute(
            "SELECT uuid, state, code, number, is_first, digest, company_id"
            " FROM direct_event WHERE uuid = ANY(%s)",
            [list(uuids)],
        )
        return {uuid: Stored(*rest) for uuid, *rest in self.env.cr.fetchall()}

    @api.model
    def _count(self, speaker, readings, steps):
        """Register the visits of the new events, in the order of their times."""
        new = [position for position, step in enumerate(steps) if step.kind == "new"]
        if not new:
            return {}
        new.sort(key=lambda position: readings[position].at)
        entries = [
            {
                "mobile": reading.mobile,
                "visited_at": reading.at,
                "tag_id": reading.tag_id or False,
                "group_id": speaker.group_id or False,
                **self._source(speaker.serial, reading.uuid, reading.origin),
                "company_id": speaker.company_id,
                "merge_minutes": speaker.merge_minutes,
                "silent_reason": "late" if reading.silent else False,
            }
            for reading in (readings[position] for position in new)
        ]
        return dict(zip(new, self._register_once(entries), strict=True))

    @api.model
    def _register_once(self, entries):
        """Register entries, each source of a till once; later ones are merged into its visit."""
        Visit = self.env["club.visit"]
        tills = [entry["origin"] for entry in entries if entry["source"] == "till"]
        taken = set(Visit.search([("origin", "in", tills)]).mapped("origin")) if tills else set()
        firsts = {}
        for entry in entries:
            firsts.setdefault(entry["origin"], entry)
        results = Visit._register_entries(list(firsts.values()))
        found = dict(zip(firsts, results, strict=True))
        outcomes = []
        for entry in entries:
            outcome = found[entry["origin"]]
            again = entry["origin"] in taken or entry is not firsts[entry["origin"]]
            outcomes.append({**outcome, "status": "merged"} if again else outcome)
        return outcomes

    @api.model
    def _store(self, speaker, readings, steps, outcomes, suspicions, now):
        rows = [
            {
                **self._row(speaker, reading, step, outcomes.get(position), now),
                "suspicion": suspicions.get(position),
            }
            for position, (reading, step) in enumerate(zip(readings, steps, strict=True))
            if step.kind in ("new", "reject", "conflict")
        ]
        if not rows:
            return
        columns = SQL(", ").join(SQL.identifier(name) for name in _COLUMNS)
        arrays = SQL(", ").join(
            SQL(f"%s::{kind}[]", [row[name] for row in rows]) for name, kind in _COLUMNS.items()
        )
        # A serialization failure here is the normal fate of simultaneous duplicates: not logged.
        self.env.cr.execute(
            SQL(
                "INSERT INTO direct_event (%s) SELECT * FROM unnest(%s)"
                " ON CONFLICT DO NOTHING RETURNING uuid",
                columns,
                arrays,
            ),
            log_exceptions=False,
        )
        kept = sum(1 for (uuid,) in self.env.cr.fetchall() if uuid)
        if kept != sum(1 for row in rows if row["uuid"]):
            raise ConcurrencyError("the same keypad entry is being taken by another request")
        self.invalidate_model(flush=False)

    @api.model
    def _row(self, speaker, reading, step, outcome, now):
        conflict = step.kind == "conflict"
        return {
            "device_id": speaker.id,
            "company_id": speaker.company_id,
            "received_at": now,
            "uuid": None if conflict else reading.uuid,
            "echo": reading.echo,
            "at": reading.at,
            "mobile": reading.typed,
            "tag_key": reading.tag_key,
            "origin": reading.origin,
            "state": outcome["status"] if outcome else "rejected",
            "code": "id_conflict" if conflict else reading.code,
            "visit_id": outcome["visit_id"] if outcome else None,
            "number": outcome["number"] if outcome else None,
            "is_first": outcome["first"] if outcome else None,
            "raw": reading.raw,
            "digest": reading.digest,
        }

    @api.model
    def _answers(self, speaker, readings, steps, outcomes):
        answers = []
        for position, (reading, step) in enumerate(zip(readings, steps, strict=True)):
            if step.kind == "twin":
                answer = {**answers[step.twin], "id": reading.echo}
                if answer["status"] != "rejected":
                    answer["status"] = "duplicate"
            elif step.kind == "new":
                outcome = outcomes[position]
                answer = device_reply.counted(
                    reading.echo,
                    outcome["status"],
                    outcome["status"],
                    outcome["number"],
                    outcome["first"],
                    speaker.lang,
                )
            elif step.kind == "again" and step.stored.state != "rejected":
                answer = device_reply.counted(
                    reading.echo,
                    "duplicate",
                    step.stored.state,
                    step.stored.number,
                    step.stored.first,
                    speaker.lang,
                )
            else:
                code = {"conflict": "id_conflict", "again": step.stored and step.stored.code}
                answer = device_reply.rejected(
                    reading.echo,
                    code.get(step.kind, reading.code),
                    speaker.lang,
                    tag_missing=not reading.tag_given,
                )
            answers.append(answer)
        return answers
