"""Cells that hold several things of a member: preferences, and profiles in networks."""

from odoo import api, models
from odoo.tools import SQL

from ..tools.import_columns import plain
from .club_social_profile import NETWORKS


class ClubImport(models.Model):
    _inherit = "club.import"

    @api.model
    def _targets(self, company=None):
        targets = super()._targets(company)
        kept = company._club_record_fields() if company else self._all_record_fields()
        if "club_preference_ids" in kept:
            targets["preferences"] = {
                "label": self.env._("Preferences"),
                "field": "club_preference_ids",
                "kind": "names",
                "several": True,
            }
        if "club_social_ids" in kept:
            networks = self.env["club.social.profile"]._fields["network"]
            labels = dict(networks._description_selection(self.env))
            for network, _label in NETWORKS:
                targets[f"social_{network}"] = {
                    "label": labels[network],
                    "field": "club_social_ids",
                    "kind": f"profile:{network}",
                    "several": True,
                }
        return targets

    def _make_words(self):
        result = super()._make_words()
        if self.unknown_names == "create" and "preferences" in self.column_ids.mapped("target"):
            self._make_names("club.preference", SQL("data -> 'values' -> 'preferences'"), "values")
        return result

    def _known_names(self, model):
        """Preferences can belong to all companies; those of the company come before."""
        if model != "club.preference":
            return super()._known_names(model)
        records = (
            self.env[model]
            .sudo()
            .with_context(active_test=False)
            .search_fetch(
                [("company_id", "in", [False, self.company_id.id])],
                ["name", "active", "company_id"],
            )
            .sorted(lambda record: (record.active, bool(record.company_id)))
        )
        return {plain(record.name): record.id for record in records}

    def _unknown_names(self, row, reading):
        yield from super()._unknown_names(row, reading) or ()
        names = row.values.get("preferences")
        if names and self.unknown_names == "refuse":
            known = reading.setdefault("preferences", self._known_names("club.preference"))
            for name in names:
                if plain(name) not in known:
                    yield {"code": "preference_unknown", "target": "preferences", "value": name}

    def _give_several(self, rows, people):
        """Add what the rows list and the members have not yet, in one statement for each kind."""
        said = [
            (people[mobile]["id"], key, value)
            for mobile, data in rows.items()
            for key, values in (data.get("values") or {}).items()
            if key == "preferences" or key.startswith("social_")
            for value in values
        ]
        if not said:
            return
        known = self._known_names("club.preference")
        liked = [
            (partner, known[plain(value)])
            for partner, key, value in said
            if key == "preferences" and plain(value) in known
        ]
        profiles = [
            (partner, key.removeprefix("social_"), value)
            for partner, key, value in said
            if key != "preferences"
        ]
        partners = self.env["res.partner"]
        partners.flush_model(["club_preference_ids", "club_social_ids"])
        if liked:
            self.env.cr.execute(
                SQL(
                    """
                    INSERT INTO club_preference_res_partner_rel (partner_id, preference_id)
                    SELECT * FROM unnest(%s::int[], %s::int[]) ON CONFLICT DO NOTHING
                    """,
                    *map(list, zip(*liked, strict=True)),
                )
            )
        if profiles:
            self.env.cr.execute(
                SQL(
                    """
                    INSERT INTO club_social_profile (partner_id, network, handle,
                           create_uid, create_date, write_uid, write_date)
                    SELECT e.*, %(uid)s, now() AT TIME ZONE 'UTC', %(uid)s,
                           now() AT TIME ZONE 'UTC'
                      FROM unnest(%(partners)s::int[], %(networks)s, %(handles)s) AS e
                    ON CONFLICT DO NOTHING
                    """,
                    uid=self.env.uid,
                    **dict(
                        zip(
                            ("partners", "networks", "handles"),
                            map(list, zip(*profiles, strict=True)),
                            strict=True,
                        )
                    ),
                )
            )
        partners.browse({partner for partner, _key, _value in said}).invalidate_recordset(
            ["club_preference_ids", "club_social_ids"], flush=False
        )
