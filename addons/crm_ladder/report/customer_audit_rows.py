"""What the workbook's sheets are made of, read in batches."""

from odoo.tools import SQL

BATCH = 2000


def customers(env, run, lang):
    """Yield the rows of an audit as dicts, in the order of the screen."""
    last = 0
    while True:
        rows = env.execute_query_dict(
            SQL(
                """
                SELECT a.*, COALESCE(k.name ->> %(lang)s, k.name ->> 'en_US') AS country,
                       s.name AS state, g.name AS club_group, u.complete_name AS salesperson,
                       COALESCE(r.name ->> %(lang)s, r.name ->> 'en_US') AS rung,
                       c.name AS company, y.name AS currency, t.tags
                  FROM customer_audit a
                       LEFT JOIN res_country k ON k.id = a.country_id
                       LEFT JOIN res_country_state s ON s.id = a.state_id
                       LEFT JOIN club_group g ON g.id = a.group_id
                       LEFT JOIN res_users ru ON ru.id = a.user_id
                       LEFT JOIN res_partner u ON u.id = ru.partner_id
                       LEFT JOIN ladder_rung r ON r.id = a.rung_id
                       LEFT JOIN res_company c ON c.id = a.company_id
                       LEFT JOIN res_currency y ON y.id = a.currency_id
                       LEFT JOIN LATERAL (
                           SELECT string_agg(ct.name, '، ' ORDER BY ct.id) AS tags
                             FROM %(rel)s pt JOIN club_tag ct ON ct.id = pt.%(tag)s
                            WHERE pt.%(partner)s = a.partner_id) t ON TRUE
                 WHERE a.run_id = %(run)s AND a.id > %(last)s ORDER BY a.id LIMIT %(batch)s
                """,
                lang=lang,
                run=run.id,
                last=last,
                batch=BATCH,
                rel=SQL.identifier(env["res.partner"]._fields["club_tag_ids"].relation),
                tag=SQL.identifier(env["res.partner"]._fields["club_tag_ids"].column2),
                partner=SQL.identifier(env["res.partner"]._fields["club_tag_ids"].column1),
            )
        )
        yield from rows
        if len(rows) < BATCH:
            return
        last = rows[-1]["id"]


def totals(env, run, names):
    """Return ``{currency id: {figure: sum}}`` of an audit, with the number of rows as ``rows``."""
    found = env.execute_query_dict(
        SQL(
            "SELECT currency_id, count(*) AS rows,"
            " count(*) FILTER (WHERE over_limit) AS over_count,"
            " count(*) FILTER (WHERE overdue > 0) AS overdue_count, %s FROM customer_audit"
            " WHERE run_id = %s GROUP BY 1 ORDER BY 1",
            SQL(", ").join(SQL("sum(%(n)s) AS %(n)s", n=SQL.identifier(name)) for name in names),
            run.id,
        )
    )
    return {row["currency_id"]: row for row in found}


def places(env, run, lang):
    """Figures by country, province and city, the largest sales first."""
    return env.execute_query_dict(
        SQL(
            """
            SELECT COALESCE(k.name ->> %(lang)s, k.name ->> 'en_US') AS country, s.name AS state,
                   a.city, a.currency_id, count(*) AS customers,
                   sum(a.receivable) AS receivable, sum(a.overdue) AS overdue,
                   sum(a.sales) AS sales, sum(a.returns) AS returns,
                   sum(a.net_sales) AS net_sales
              FROM customer_audit a
                   LEFT JOIN res_country k ON k.id = a.country_id
                   LEFT JOIN res_country_state s ON s.id = a.state_id
             WHERE a.run_id = %(run)s
             GROUP BY 1, 2, 3, 4 ORDER BY net_sales DESC, 1, 2, 3
            """,
            lang=lang,
            run=run.id,
        )
    )


def returned(env, run, lang):
    """Yield the credit notes of the audit's period."""
    figures = env["customer.audit.figures"]
    terms = figures._terms(run._scope())
    amount = SQL(
        "m.amount_untaxed_in_currency_signed" if run.by_document else "m.amount_untaxed_signed"
    )
    query = SQL(
        """
        WITH %(companies)s
        SELECT m.id, m.name, COALESCE(m.invoice_date, m.date) AS day, p.complete_name AS customer,
               v.name AS invoice, COALESCE(r.name ->> %(lang)s, r.name ->> 'en_US') AS reason,
               u.complete_name AS salesperson, -%(amount)s AS amount, %(currency)s AS currency_id
          FROM account_move m
               JOIN company c ON c.id = m.company_id
               LEFT JOIN res_partner p ON p.id = m.commercial_partner_id
               LEFT JOIN account_move v ON v.id = m.reversed_entry_id
               LEFT JOIN customer_return_reason r ON r.id = m.audit_reason_id
               LEFT JOIN res_users ru ON ru.id = m.invoice_user_id
               LEFT JOIN res_partner u ON u.id = ru.partner_id
         WHERE m.state = 'posted' AND m.move_type = 'out_refund' AND %(period)s
        """,
        companies=figures._sql_companies(terms),
        lang=lang,
        amount=amount,
        currency=terms["move_currency"],
        period=terms["period"](SQL("m.date")),
    )
    yield from _by_id(env, query)


def cancelled(env, run, lang):
    """Yield the cancelled orders of the audit's period."""
    figures = env["customer.audit.figures"]
    terms = figures._terms(run._scope())
    query = SQL(
        """
        WITH %(companies)s
        SELECT o.id, o.name, o.date_order::date AS ordered,
               COALESCE(o.audit_cancelled_at, o.date_order)::date AS day,
               p.complete_name AS customer,
               COALESCE((SELECT r.name ->> %(lang)s FROM customer_return_reason r
                          WHERE r.id = o.audit_reason_id),
                        (SELECT r.name ->> 'en_US' FROM customer_return_reason r
                          WHERE r.id = o.audit_reason_id)) AS reason,
               (SELECT u.complete_name FROM res_users ru JOIN res_partner u ON u.id = ru.partner_id
                 WHERE ru.id = o.user_id) AS salesperson,
               d.delivered, %(amount)s AS amount, %(currency)s AS currency_id
          %(orders)s
        """,
        companies=figures._sql_companies(terms),
        lang=lang,
        amount=figures._sql_order_amount(terms),
        currency=SQL("o.currency_id") if run.by_document else SQL("c.currency_id"),
        orders=figures._sql_dropped_from(terms),
    )
    yield from _by_id(env, query)


def _by_id(env, query):
    last = 0
    while True:
        rows = env.execute_query_dict(
            SQL("SELECT * FROM (%s) found WHERE id > %s ORDER BY id LIMIT %s", query, last, BATCH)
        )
        yield from rows
        if len(rows) < BATCH:
            return
        last = rows[-1]["id"]
