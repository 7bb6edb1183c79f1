"""Making many members at once, with the rows that Odoo itself would have made."""

from odoo import api, models, tools
from odoo.tools import SQL

from ..tools.mobile import national
from ..tools.search_key import search_key

# Up to this many, Odoo's own way is fast enough.
FEW = 8
# Whose ``create`` of a contact does nothing that a copy of a contact would lack: they check what a
# copy does not have (a parent, a VAT number, a web site) or what ``_club_after_copy`` does again.
KNOWN_CREATES = {
    *("base", "mail", "customer_club", "crm_ladder", "account", "account_peppol", "base_vat"),
    *("mail_plugin", "l10n_in", "l10n_dk_nemhandel"),
}
# What Odoo computes from the personal values and a copy is given right away.
DERIVED = {"complete_name", "commercial_partner_id", "phone_sanitized", "email_normalized"}
DERIVED |= {"club_search_key"}


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def _club_look_up(self, company, mobiles):
        """Who is behind the numbers of a list, in one query.

        :return: dict mobile → (kind, partner id, name); nothing for a number nobody has.
            ``known``: a member, or a contact with this telephone number who becomes one;
            ``old_number``: a member has given it up; ``elsewhere``: another company's own member
            has it, and members are shared here.
        """
        self.flush_model(["club_mobile", "company_id", "phone_sanitized", "active", "name"])
        self.env["club.mobile.history"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT mobile, kind, id, name FROM (
                    SELECT club_mobile AS mobile, id, name,
                           CASE WHEN company_id IS NULL OR company_id = %(company)s THEN 'known'
                                ELSE 'elsewhere' END AS kind,
                           CASE WHEN company_id = %(company)s THEN 1
                                WHEN company_id IS NULL THEN 2 ELSE 5 END AS place
                      FROM res_partner
                     WHERE club_mobile = ANY(%(mobiles)s)
                       AND (%(shared)s OR company_id IS NULL OR company_id = %(company)s)
                    UNION ALL
                    SELECT phone_sanitized, id, name, 'known', 3
                      FROM res_partner p
                     WHERE phone_sanitized = ANY(%(mobiles)s) AND club_mobile IS NULL AND active
                       AND (company_id IS NULL OR company_id = %(company)s)
                       AND NOT EXISTS (SELECT FROM club_mobile_history h
                                        WHERE h.partner_id = p.id AND h.mobile = phone_sanitized)
                    UNION ALL
                    SELECT h.mobile, p.id, p.name, 'old_number', 4
                      FROM club_mobile_history h JOIN res_partner p ON p.id = h.partner_id
                     WHERE h.mobile = ANY(%(mobiles)s)
                       AND (p.company_id IS NULL OR p.company_id = %(company)s)) t
                 ORDER BY place DESC, id DESC
                """,
                company=company.id,
                shared=company.club_members_shared,
                mobiles=mobiles,
            )
        )
        return {mobile: (kind, partner_id, name) for mobile, kind, partner_id, name in rows}

    @api.model
    def _club_make(self, company, people):
        """Make members, set-wise.

        The first two are made by Odoo with all that other add-ons do on the way. Where their rows
        differ in nothing but what belongs to a person, the rest are copies of the first one with
        their own personal values, in one statement; otherwise Odoo makes all of them.

        :param people: list of dicts with ``club_mobile`` (E.164, not taken) and any further
            values; ``name`` is the number until it is known
        :return: the partners, in the order of ``people``
        :raise psycopg2.errors.UniqueViolation: somebody else was faster with one of the numbers
        """
        lang = company._club_lang()
        partners = (
            self.env["res.partner"]
            .with_company(company)
            .with_context(tracking_disable=True, mail_create_nolog=True, lang=lang)
        )
        rows = [self._club_newcomer(company, lang, values) for values in people]
        made = self._club_create(partners, rows[:2] if len(rows) > FEW else rows)
        rest = rows[len(made) :]
        if rest:
            names = sorted({name for row in rows for name in row})
            if partners._club_copies_are_whole(made, names):
                made += partners._club_copy(made[0], rest, names)
            else:
                made += self._club_create(partners, rest)
        return made.with_env(self.env)

    @api.model
    def _club_create(self, partners, rows):
        made = partners.create(rows)
        self.env.flush_all()
        return made

    @api.model
    def _club_newcomer(self, company, lang, values):
        number = national(values["club_mobile"])
        return {
            "name": number,
            "phone": number,
            "lang": lang,
            "country_id": company.country_id.id,
            "company_id": False if company.club_members_shared else company.id,
            **values,
        }

    def _club_copies_are_whole(self, made, names):
        """Whether a copy of the first of two fresh contacts is what Odoo would have made."""
        makers = {
            cls.__module__.split(".")[2]
            for cls in type(self).mro()
            if "create" in vars(cls) and cls.__module__.startswith("odoo.addons.")
        }
        patched = "create" in vars(type(self))  # by an automation rule
        if patched or makers - KNOWN_CREATES:
            return False
        fields = [self._fields[name] for name in names]
        if not all(f.store and f.column_type and not f.company_dependent for f in fields):
            return False
        if any(field.translate for field in fields):
            return False
        one, two = made
        differing = self.env.execute_query(
            SQL(
                """
                SELECT a.key FROM res_partner p, res_partner q,
                       jsonb_each(to_jsonb(p)) a JOIN jsonb_each(to_jsonb(q)) b ON b.key = a.key
                 WHERE p.id = %s AND q.id = %s AND a.value IS DISTINCT FROM b.value
                """,
                one.id,
                two.id,
            )
        )
        # What Odoo computes from the personal values it will compute for the copies, too.
        computed = {
            dependent.name
            for field in fields
            for dependent in self.pool.get_dependent_fields(field)
            if dependent.model_name == self._name and dependent.store
        }
        own = {"id", *names, *computed, *self._club_derived()}
        return {key for (key,) in differing} <= own and all(
            (partner[name] or False) == (self._club_derive(partner, name) or False)
            for partner in made
            for name in self._club_derived() - {"commercial_partner_id"}
        )

    @api.model
    def _club_derived(self):
        """Hook: stored columns that :meth:`_club_derive` knows how to fill."""
        return {name for name in DERIVED if name in self._fields}

    def _club_derive(self, values, name):
        """Hook: a derived column from personal values (a dict, or a partner).

        :return: what goes into the column; ``None`` or ``False`` for nothing
        """
        if name == "complete_name":
            return (values["name"] or "").strip()
        if name == "phone_sanitized":
            country = values["country_id"]
            if isinstance(country, int):
                country = self.env["res.country"].browse(country)
            return self._phone_format(number=values["phone"], country=country)
        if name == "email_normalized":
            return tools.email_normalize(values["email"], strict=False)
        if name == "club_search_key":
            phone = self._club_searchable_phone(values["phone"])
            return search_key(values["name"], [values["club_mobile"], *phone])
        raise ValueError(name)

    def _club_copy(self, template, rows, names):
        """Insert copies of ``template`` that differ in the columns ``names`` and derived ones."""
        derived = sorted(self._club_derived() - {"commercial_partner_id"} - set(names))
        columns = self._club_columns(rows, names)
        empty = {name: False for name in self._fields}
        for name in derived:
            columns[name] = [self._club_derive({**empty, **row}, name) or None for row in rows]
        given = [*columns, "id", "commercial_partner_id"]
        cr = self.env.cr
        cr.execute(
            "SELECT column_name, udt_name FROM information_schema.columns"
            " WHERE table_schema = current_schema AND table_name = 'res_partner'"
        )
        types = dict(cr.fetchall())
        inherited = [name for name in types if name not in given]
        personal = list(columns)
        ids = sorted(
            row_id
            for (row_id,) in self.env.execute_query(
                SQL(
                    """
                    WITH person AS (
                        SELECT nextval('res_partner_id_seq')::int AS new_id, e.*
                          FROM unnest(%(arrays)s) WITH ORDINALITY AS e(%(names)s, place))
                    INSERT INTO res_partner (id, commercial_partner_id, %(names)s, %(inherited)s)
                    SELECT new_id, new_id, %(casts)s, %(copied)s
                      FROM person, res_partner t WHERE t.id = %(template)s
                     ORDER BY place
                    RETURNING id
                    """,
                    arrays=SQL(", ").join(SQL("%s::text[]", columns[name]) for name in personal),
                    names=SQL(", ").join(SQL.identifier(name) for name in personal),
                    inherited=SQL(", ").join(SQL.identifier(name) for name in inherited),
                    casts=SQL(", ").join(
                        SQL(
                            "%s::%s",
                            SQL.identifier("person", name),
                            SQL.identifier(types[name]),
                        )
                        for name in personal
                    ),
                    copied=SQL(", ").join(SQL.identifier("t", name) for name in inherited),
                    template=template.id,
                )
            )
        )
        made = self.browse(ids)
        made.modified([*names, *self._club_derived()], create=True)
        for name in self._club_derived():
            self.env.remove_to_compute(self._fields[name], made)
        made._club_check_copies(names)
        made._club_after_copy()
        return made

    @api.model
    def _club_columns(self, rows, names):
        """The personal values as texts for the database, column by column."""
        columns = {}
        for name in names:
            field = self._fields[name]
            values = [
                field.convert_to_column_insert(row.get(name, False), self, row) for row in rows
            ]
            columns[name] = [
                None if value is None or value is False else str(value) for value in values
            ]
        return columns

    def _club_check_copies(self, names):
        """Run the constraints that a create would have run."""
        self._validate_fields([*names, *self._club_derived()])

    def _club_after_copy(self):
        """Hook: what an add-on does in ``create`` for contacts that were copied instead."""
