"""What the club's reports have in common: each row's day and hour, as its company counts them."""

from odoo import api, fields, models
from odoo.tools import SQL

# From Saturday on, as the week goes in Iran; the numbers are those of the column.
WEEKDAYS = [
    ("0", "Saturday"),
    ("1", "Sunday"),
    ("2", "Monday"),
    ("3", "Tuesday"),
    ("4", "Wednesday"),
    ("5", "Thursday"),
    ("6", "Friday"),
]


class ClubReport(models.AbstractModel):
    """A report in SQL whose rows have a moment: it can be grouped by Jalali month and by hour.

    The Jalali year is counted by cycles of 33 years, which is exact from 1830 to 2130.
    """

    _name = "club.report"
    _description = "Report of the Club"

    company_id = fields.Many2one("res.company", readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    day = fields.Date(readonly=True, help="The day at the company, in its time zone.")
    weekday = fields.Selection(WEEKDAYS, "Day of the week", readonly=True)
    jalali_month = fields.Char("Jalali month", readonly=True)
    jalali_year = fields.Char("Jalali year", readonly=True)

    def _select_rows(self, domain, *columns, groupby=None):
        """Run one query over the rows that the reader may see.

        :param domain: domain on the report's fields
        :param columns: SQL of the columns, over the report's own columns
        :param groupby: SQL of what follows GROUP BY
        :return: list of tuples
        """
        query = self._search(domain)
        query.groupby = groupby
        return self.env.execute_query(query.select(*columns))

    def _moment_columns(self):
        """SQL of the columns of a moment, of rows joined by :meth:`_moment_joins`."""
        hour = SQL("lpad(t.hour::text, 2, '0') || ':00'")
        year = SQL("lpad(jalali.year::text, 4, '0')")
        month = SQL("%s || '/' || lpad(jalali.month::text, 2, '0')", year)
        return SQL(
            """t.day, mod(EXTRACT(dow FROM t.day)::int + 1, 7)::text AS weekday,
               %s AS hour, %s AS jalali_month, %s AS jalali_year""",
            self._reader_digits(hour),
            self._reader_digits(month),
            self._reader_digits(year),
        )

    def _moment_joins(self, company, moment):
        """SQL that joins ``t`` (local, day, hour) and ``jalali`` (year, month) to each row.

        :param company: SQL of the company's id
        :param moment: SQL of the moment in UTC
        """
        return SQL(
            """JOIN (%(zones)s) zone ON zone.company_id = %(company)s
               CROSS JOIN LATERAL (
                    SELECT %(moment)s AT TIME ZONE 'UTC' AT TIME ZONE zone.name AS local) l
               CROSS JOIN LATERAL (
                    SELECT l.local::date AS day, EXTRACT(hour FROM l.local)::int AS hour) t
               %(jalali)s""",
            zones=self._zones(),
            company=company,
            moment=moment,
            jalali=self._jalali_joins(SQL("t.day")),
        )

    def _jalali_joins(self, day):
        """SQL that joins ``jalali`` (year, month) of a Gregorian day."""
        return SQL(
            """CROSS JOIN LATERAL (SELECT %s - DATE '1970-01-01' + 1075195 AS days) era
               CROSS JOIN LATERAL (
                    SELECT mod(mod(era.days, 12053), 1461) AS days,
                           -1595 + 33 * (era.days / 12053) + 4 * (mod(era.days, 12053) / 1461)
                               AS year) four
               CROSS JOIN LATERAL (
                    SELECT CASE WHEN four.days > 365 THEN four.year + (four.days - 1) / 365
                                ELSE four.year END AS year,
                           CASE WHEN four.days > 365 THEN mod(four.days - 1, 365)
                                ELSE four.days END AS days) y
               CROSS JOIN LATERAL (
                    SELECT y.year, CASE WHEN y.days < 186 THEN 1 + y.days / 31
                                        ELSE 7 + (y.days - 186) / 30 END AS month) jalali""",
            day,
        )

    def _zones(self):
        """SQL of the time zone of each company: the same as ``res.company._club_tz``."""
        return SQL(
            """SELECT company.id AS company_id,
                      COALESCE(NULLIF(place.tz, ''), CASE WHEN country.code = 'IR'
                          THEN 'Asia/Tehran' ELSE 'UTC' END) AS name
                 FROM res_company company
                      JOIN res_partner place ON place.id = company.partner_id
                      LEFT JOIN res_country country ON country.id = place.country_id"""
        )

    def _reader_digits(self, text):
        """SQL of ``text`` with the digits that the reader writes."""
        if not (self.env.lang or "").startswith("fa"):
            return text
        return SQL("translate(%s, '0123456789', '۰۱۲۳۴۵۶۷۸۹')", text)

    @api.model
    def _jalali_of_days(self, first, last):
        """Rows (day, Jalali year, Jalali month) of all days from ``first`` to ``last``."""
        days = SQL("SELECT generate_series(%s::date, %s::date, '1 day')::date AS day", first, last)
        joins = self._jalali_joins(SQL("t.day"))
        return self.env.execute_query(
            SQL("SELECT t.day, jalali.year, jalali.month FROM (%s) t %s", days, joins)
        )
