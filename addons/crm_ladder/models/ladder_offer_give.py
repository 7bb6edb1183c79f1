"""How offers come to persons: planned by documents, given in batches that commit."""

from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.customer_club.tools.digits import localize_digits
from odoo.addons.customer_club.tools.jalali import day_words

from ..tools.offers import ends_on, held_out, verdict
from .ladder_offer import OWN_WORDS

BATCH = 500
# Documents are looked at for so long; whoever missed them (a till that was offline) is found.
LOOK_BACK = timedelta(days=30)


class LadderOffer(models.Model):
    _inherit = "ladder.offer"

    @api.model
    def _cron_give(self):
        """Plan and give, offer by offer, in batches that commit."""
        offers = self.search([("state", "=", "running")], order="id")
        for offer in offers:
            offer._plan()
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(offers))
        # Also those that were stopped: who waits is told so.
        waiting = self.env["ladder.offer.line"]._read_group(
            [("state", "=", "waiting"), ("due_at", "<=", fields.Datetime.now())], ["offer_id"]
        )
        for (offer,) in waiting:
            while offer.try_lock_for_update():
                taken = offer._give(BATCH)
                if not cron._commit_progress(remaining=1 if taken else 0):
                    return
                if not taken:
                    break
        cron._commit_progress(len(offers), remaining=0)

    # Planning -----------------------------------------------------------------------------------

    def _plan(self):
        """Plan this offer for whoever it has come to be for; what is planned already stays."""
        self.ensure_one()
        self.env.flush_all()
        source = self._plan_purchases() if self.trigger == "purchase" else self._plan_standing()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO ladder_offer_line (offer_id, company_id, partner_id, origin, due_at,
                                               state, create_uid, create_date)
                SELECT %(offer)s, %(company)s, t.partner_id, t.origin, t.due_at, 'waiting',
                       %(uid)s, %(now)s
                  FROM (%(source)s) t JOIN res_partner p ON p.id = t.partner_id
                 WHERE %(on_ladder)s AND (p.company_id IS NULL OR p.company_id = %(company)s)
                    ON CONFLICT (offer_id, partner_id, origin) DO NOTHING
                """,
                offer=self.id,
                company=self.company_id.id,
                uid=self.env.uid,
                now=fields.Datetime.now(),
                source=source,
                on_ladder=self.env["ladder.facts"]._on_ladder(),
            )
        )
        return self.env.cr.rowcount

    def _plan_purchases(self):
        since = max(self.started_at, fields.Datetime.now() - LOOK_BACK)
        return SQL(
            """
            SELECT x.partner_id, x.origin,
                   MAX(GREATEST(x.at, %(since)s)) + make_interval(days => %(delay)s) AS due_at
              FROM (%(queries)s) x
             WHERE x.company_id = %(company)s AND x.kept AND %(bought)s
             GROUP BY 1, 2
            """,
            since=since,
            delay=self.delay_days or 0,
            queries=SQL(" UNION ALL ").join(self.env["ladder.facts"]._product_queries(since)),
            company=self.company_id.id,
            bought=self._products_sql(self.after_product_ids, self.after_categ_ids),
        )

    def _plan_standing(self):
        conditions = [SQL("TRUE")]
        if self.rung_ids:
            conditions.append(SQL("q.ladder_rung_id = ANY(%s)", self.rung_ids.ids))
        if self.tag_ids:
            conditions.append(
                SQL(
                    "EXISTS (SELECT FROM club_tag_res_partner_rel r"
                    " WHERE r.partner_id = q.id AND r.tag_id = ANY(%s))",
                    self.tag_ids.ids,
                )
            )
        return SQL(
            "SELECT q.id AS partner_id, 'standing' AS origin, %s::timestamp AS due_at"
            " FROM res_partner q WHERE q.club_mobile IS NOT NULL AND %s",
            fields.Datetime.now(),
            SQL(" AND ").join(conditions),
        )

    @api.model
    def _products_sql(self, products, categories):
        """SQL condition on ``x.product_id``: one of the products, or of the categories' ones."""
        return SQL(
            """(x.product_id = ANY(%s) OR x.product_id IN (
                   SELECT pp.id FROM product_product pp
                          JOIN product_template pt ON pt.id = pp.product_tmpl_id
                          JOIN product_category pc ON pc.id = pt.categ_id
                         WHERE pc.parent_path LIKE ANY(%s)))""",
            products.ids,
            [f"{category.parent_path}%" for category in categories],
        )

    # Giving -------------------------------------------------------------------------------------

    def _give(self, limit):
        """Decide the next due lines; the caller holds the offer's lock. :return: how many"""
        self.ensure_one()
        due = Domain("state", "=", "waiting") & Domain("due_at", "<=", fields.Datetime.now())
        lines = self.env["ladder.offer.line"].search(
            Domain("offer_id", "=", self.id) & due, limit=limit, order="due_at, id"
        )
        lines = lines.try_lock_for_update().filtered_domain(due)
        if not lines:
            return 0
        verdicts = self._verdicts(lines)
        for state in set(verdicts.values()):
            chosen = lines.filtered(lambda line, state=state: verdicts[line.id] == state)
            if state == "given":
                self._hand_out(chosen)
            else:
                chosen.write(
                    {
                        "state": state,
                        "given_at": fields.Datetime.now() if state == "holdout" else False,
                        "until": self._until() if state == "holdout" else False,
                    }
                )
        self.env.flush_all()
        return len(lines)

    def _verdicts(self, lines):
        """``{line id: state}``."""
        today, partners = self._today(), lines.partner_id
        had = self.env["ladder.facts"]._had(
            partners,
            self._products_sql(self.product_id, self.category_id),
            self.company_id.ladder_had_days,
        )
        recent = self._recently(partners)
        verdicts = {}
        for line in lines:
            partner = line.partner_id
            there = had.get(partner.commercial_partner_id.id, {}).values()
            state = verdict(
                active=self.state == "running",
                ended=bool(self.valid_until and self.valid_until < today),
                fits=self._fits(partner),
                had="returned" if "returned" in there else ("has" if there else None),
                recent=partner.id in recent,
                holdout=held_out(self.id, partner.id, self.holdout_percent),
            )
            if state in ("given", "holdout"):
                recent.add(partner.id)
            verdicts[line.id] = state
        return verdicts

    def _fits(self, partner):
        return bool(
            partner.active
            and (not self.rung_ids or partner.ladder_rung_id in self.rung_ids)
            and (not self.tag_ids or partner.club_tag_ids & self.tag_ids)
        )

    def _recently(self, partners):
        domain = (
            Domain("offer_id", "=", self.id)
            & Domain("partner_id", "in", partners.ids)
            & Domain("state", "in", ("given", "holdout"))
        )
        if self.again_days:
            since = fields.Datetime.now() - timedelta(days=self.again_days)
            domain &= Domain("given_at", ">", since)
        lines = self.env["ladder.offer.line"].search(domain)
        return set(lines.partner_id.ids)

    def _today(self):
        zone = self.with_context(tz=self.company_id._ladder_tz())
        return fields.Date.context_today(zone)

    def _until(self):
        return ends_on(self._today(), self.valid_until, self.valid_days) or False

    def _hand_out(self, lines):
        """Coupons and texts, set-wise, in the transaction that marks the lines."""
        until, now = self._until(), fields.Datetime.now()
        cards = [self.env["loyalty.card"]] * len(lines)
        if self.program_id:
            cards = self.env["club.deed"]._give(
                self.program_id, lines.partner_id.ids, 1, until=until, description=self.name
            )
        for line, card in zip(lines, cards, strict=True):
            line.write({"state": "given", "given_at": now, "until": until, "card_id": card.id})
        self._write_to(lines.filtered("partner_id.club_mobile"), until)

    def _write_to(self, lines, until):
        """Through the ledger: consent, quiet hours and caps are looked at there."""
        if not (self.text or "").strip() or not lines:
            return
        company, expires = self.company_id, None
        if until:
            zone = pytz.timezone(company._ladder_tz())
            end = zone.localize(datetime.combine(until, time.max)).astimezone(pytz.utc)
            expires = end.replace(tzinfo=None, microsecond=0)
        letters = []
        for line in lines:
            partner = line.partner_id
            lang = partner.lang or company._club_lang()
            letters.append(
                {
                    "person": partner._club_addressee(),
                    "text": self._text_in(lang),
                    "values": {
                        "visits": partner.club_visit_count,
                        "tag": "",
                        "code": line.card_id.code or "",
                        "until": day_words(until, lang) if until else "",
                    },
                    "rule_key": f"offer:{self.id}",
                    "origin": f"ladder.offer.line:{line.id}",
                    "expires_at": expires,
                    "campaign_id": self.campaign_id.id or None,
                }
            )
        Message = self.env["club.message"].sudo()
        planned = Message.browse(Message._plan_letters(company, letters, "advertising"))
        by_origin = {message.origin: message for message in planned}
        for line in lines:
            line.message_id = by_origin.get(f"ladder.offer.line:{line.id}", False)
        lines.partner_id.invalidate_recordset(["club_message_ids"], flush=False)

    def _text_in(self, lang):
        offer = self.with_context(lang=lang)
        values = {
            "product": (offer.product_id.name or offer.category_id.name or "").translate(
                str.maketrans("", "", "{}")
            ),
            "percent": localize_digits(f"{offer.percent:g}", lang),
        }
        text = offer.text or self.text or ""
        for key, words in OWN_WORDS.items():
            for word in words:
                text = text.replace(f"{{{word}}}", values[key])
        return text
