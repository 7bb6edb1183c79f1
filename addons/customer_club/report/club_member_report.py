from odoo import fields, models
from odoo.tools import SQL

from ..models.res_partner import JOIN_WAYS


class ClubMemberReport(models.Model):
    """Members as each company knows them: when they joined, how often they came, how long ago.

    A member who came to two companies has a row in each; one who has not come anywhere yet has one.
    Days and months are those on which they joined.
    """

    _name = "club.member.report"
    _inherit = "club.report"
    _description = "Members Report"
    _auto = False
    _order = "joined_on desc, id desc"
    _rec_name = "partner_id"
    _depends = {
        "res.partner": ["club_mobile", "club_joined_on", "club_joined_by", "company_id", "active"],
        "club.visit": ["partner_id", "company_id", "visited_at", "void_date", "weight"],
    }

    joined_on = fields.Date("Member since", readonly=True)
    joined_by = fields.Selection(JOIN_WAYS, "Joined by", readonly=True)
    group_id = fields.Many2one("club.group", readonly=True)
    standing = fields.Selection(
        [
            ("never", "Has not come yet"),
            ("once", "Came once"),
            ("again", "Came again"),
            ("silent", "Silent"),
        ],
        readonly=True,
        help="Silent: not seen for as many days as the company's settings say.",
    )
    members = fields.Integer(readonly=True)
    visits = fields.Integer(readonly=True)
    first_visit = fields.Datetime("First visit", readonly=True)
    last_visit = fields.Datetime("Last visit", readonly=True)
    days_since = fields.Integer("Days since the last visit", readonly=True, aggregator="avg")

    @property
    def _table_query(self):
        year = SQL("lpad(jalali.year::text, 4, '0')")
        now = fields.Datetime.now()
        return SQL(
            """SELECT p.id::bigint * 100000 + COALESCE(v.company_id, 0) AS id, p.id AS partner_id,
                      1 AS members,
                      COALESCE(v.company_id, p.company_id) AS company_id,
                      p.club_joined_on AS joined_on, p.club_joined_on AS day,
                      mod(EXTRACT(dow FROM p.club_joined_on)::int + 1, 7)::text AS weekday,
                      p.club_joined_by AS joined_by, p.club_group_id AS group_id,
                      %(month)s AS jalali_month, %(year)s AS jalali_year,
                      COALESCE(v.visits, 0)::int AS visits, v.first_visit, v.last_visit,
                      EXTRACT(day FROM %(now)s - v.last_visit)::int AS days_since,
                      CASE WHEN v.visits IS NULL THEN 'never'
                           WHEN v.last_visit < %(now)s - make_interval(days => c.club_silent_days)
                           THEN 'silent'
                           WHEN v.visits = 1 THEN 'once' ELSE 'again' END AS standing
                 FROM res_partner p
                      LEFT JOIN (SELECT partner_id, company_id, sum(weight) AS visits,
                                        min(visited_at) AS first_visit,
                                        max(visited_at) AS last_visit
                                   FROM club_visit WHERE void_date IS NULL
                                  GROUP BY partner_id, company_id) v ON v.partner_id = p.id
                      LEFT JOIN res_company c ON c.id = v.company_id
                      %(jalali)s
                WHERE p.club_mobile IS NOT NULL AND p.active""",
            month=self._reader_digits(SQL("%s || '/' || lpad(jalali.month::text, 2, '0')", year)),
            year=self._reader_digits(year),
            now=now,
            jalali=self._jalali_joins(SQL("p.club_joined_on")),
        )
