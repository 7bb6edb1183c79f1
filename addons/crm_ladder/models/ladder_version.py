import hashlib
import json
from dataclasses import asdict

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.rules import Criterion, Ruleset, Rung


class LadderVersion(models.Model):
    """The rules as they stood: every verdict names the version that it was reached by."""

    _name = "ladder.version"
    _description = "Ladder Rules Version"
    _order = "id desc"
    _rec_name = "id"

    rules = fields.Json(required=True, readonly=True)
    digest = fields.Char(required=True, readonly=True)
    create_date = fields.Datetime("First used", readonly=True)
    create_uid = fields.Many2one("res.users", "By", readonly=True)

    _digest_uniq = models.UniqueIndex("(digest)", "These rules are known already.")

    def _compute_display_name(self):
        for version in self:
            version.display_name = self.env._("Rules no. %s", version.id)

    @api.model
    def _current(self):
        """The ladder as it stands, with the version it is; a new version where rules changed.

        :return: :class:`..tools.rules.Ruleset`
        """
        rules = self.env["ladder.rung"]._ruleset()
        content = json.dumps(
            [asdict(rung) for rung in rules.rungs], sort_keys=True, ensure_ascii=False
        )
        digest = hashlib.sha256(content.encode()).hexdigest()
        found = self.env.execute_query(
            SQL("SELECT id FROM ladder_version WHERE digest = %s", digest)
        )
        if not found:
            # Two workers may meet here; the index decides and the loser starts over.
            found = self.env.execute_query(
                SQL(
                    """
                    INSERT INTO ladder_version (rules, digest, create_date, create_uid)
                    VALUES (%s::jsonb, %s, %s, %s)
                    ON CONFLICT (digest) DO NOTHING RETURNING id
                    """,
                    content,
                    digest,
                    fields.Datetime.now(),
                    self.env.uid,
                )
            ) or self.env.execute_query(
                SQL("SELECT id FROM ladder_version WHERE digest = %s", digest)
            )
        return Ruleset(rules.rungs, found[0][0])

    def _ruleset(self):
        """The ladder as this version drew it."""
        self.ensure_one()
        return Ruleset(
            [
                Rung(**{**rung, "criteria": tuple(Criterion(**c) for c in rung["criteria"])})
                for rung in self.rules
            ],
            self.id,
        )
