"""What rows say of people: names, groups, tags and the fields of the record."""

from odoo import fields, models
from odoo.tools import SQL, html2plaintext, plaintext2html

from ..tools.import_columns import plain
from ..tools.mobile import known_name


class ClubImport(models.Model):
    _inherit = "club.import"

    def _words(self):
        """The groups and tags of the company by their plain name, and the kinds of fields."""
        return {
            "groups": self._known_names("club.group"),
            "tags": self._known_names("club.tag"),
            "targets": {
                key: t
                for key, t in self._targets(self.company_id).items()
                if "field" in t and not t.get("several")
            },
        }

    def _make_words(self):
        """Make the groups and tags that the file names and nobody has made yet."""
        if self.unknown_names != "create":
            return
        # Two imports that begin at once meet on this row; the later one finds the other's names.
        self.env.cr.execute(
            SQL("UPDATE res_company SET active = active WHERE id = %s", self.company_id.id)
        )
        self._make_names("club.group", SQL("jsonb_build_array(data -> 'group')"), "group")
        self._make_names("club.tag", SQL("data -> 'tags'"), "tags")

    def _make_names(self, model, words, key):
        known = self._known_names(model)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT word FROM (
                    SELECT row, jsonb_array_elements_text(%s) AS word FROM club_import_line
                     WHERE import_id = %s AND verdict IN ('new', 'known') AND data ? %s) t
                 GROUP BY word ORDER BY min(row)
                """,
                words,
                self.id,
                key,
            )
        )
        fresh = {}
        for (word,) in rows:
            if plain(word) not in known:
                fresh.setdefault(plain(word), word)
        self.env[model].with_user(self.user_id).sudo().create(
            [{"name": word, "company_id": self.company_id.id} for word in fresh.values()]
        )

    def _values(self, data, words):
        """Values of a contact for one row."""
        values = {}
        if data.get("name"):
            values["name"] = data["name"]
        group_id = words["groups"].get(plain(data.get("group") or "")) or self.group_id.id
        if group_id:
            values["club_group_id"] = group_id
        for key, value in (data.get("values") or {}).items():
            target = words["targets"].get(key)
            if target:
                html = self.env["res.partner"]._fields[target["field"]].type == "html"
                values[target["field"]] = str(plaintext2html(value)) if html else value
        return values

    @staticmethod
    def _joined(data):
        """Since when somebody of an old panel is a member: since the first visit it knows of."""
        first = data.get("first") or data.get("last")
        return {"club_joined_on": fields.Date.to_date(first[0])} if first else {}

    def _update_known(self, rows, people, words):
        """Fill or overwrite what the file says otherwise; whoever agrees with it is not touched."""
        known = {mobile: person["id"] for mobile, person in people.items() if not person["new"]}
        wanted = {mobile: self._values(rows[mobile], words) for mobile in known}
        names = {name for values in wanted.values() for name in values}
        partners = (
            self.env["res.partner"].with_context(tracking_disable=True).browse(known.values())
        )
        partners.fetch([*names, "club_mobile"])
        overwrite = self.known_policy == "overwrite"
        for mobile, partner in zip(known, partners, strict=True):
            values = wanted[mobile]
            if not rows[mobile].get("group") and partner.club_group_id:
                values.pop("club_group_id", None)  # the default is for those without a group
            changes = {
                name: value
                for name, value in values.items()
                if self._differs(partner, name, value, overwrite)
            }
            if changes:
                partner.write(changes)
        self.env.flush_all()  # what follows is counted in SQL

    @staticmethod
    def _differs(partner, name, value, overwrite):
        present = partner[name]
        if name == "name":
            present = known_name(present, partner.club_mobile or "")
        field = partner._fields[name]
        if field.type == "html":
            present, value = (html2plaintext(text or "").split() for text in (present, value))
        elif field.type == "many2one":
            present = present.id
        elif field.type == "date":
            value = fields.Date.to_date(value)
        return value != present and (overwrite or not present)

    def _give_tags(self, rows, people, words):
        pairs = {
            (people[mobile]["id"], tag_id)
            for mobile, data in rows.items()
            for tag_id in (
                *self.tag_ids.ids,
                *(words["tags"].get(plain(tag)) for tag in data.get("tags", ())),
            )
            if tag_id
        }
        if not pairs:
            return
        self.env["res.partner"].flush_model(["club_tag_ids"])
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO club_tag_res_partner_rel (partner_id, tag_id)
                SELECT * FROM unnest(%s::int[], %s::int[]) ON CONFLICT DO NOTHING
                """,
                [partner_id for partner_id, _tag in pairs],
                [tag_id for _partner, tag_id in pairs],
            )
        )
        self.env["res.partner"].browse({pair[0] for pair in pairs}).invalidate_recordset(
            ["club_tag_ids"], flush=False
        )
