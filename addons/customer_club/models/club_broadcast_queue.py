"""From frozen recipients to the ledger, a batch in a handful of statements."""

import re
from collections import defaultdict

from odoo import fields, models
from odoo.tools import SQL

from ..tools.message_text import EXTRA_PLACEHOLDERS, PLACEHOLDERS, links_asked
from ..tools.mobile import known_name
from ..tools.writing_aid import links_in, used_placeholders

BATCH = 5000
SPELLINGS = PLACEHOLDERS | {"link": EXTRA_PLACEHOLDERS["link"]}
_SCHEME = re.compile(r"^https?://", re.IGNORECASE)


def _put_in(text, short):
    """Replace the typed addresses in ``text``, in one pass: a short one may hold another."""
    # The longest first: one address may begin like another.
    typed = sorted((key for key in short if key), key=len, reverse=True)
    if not typed:
        return text
    pattern = "|".join(re.escape(key) for key in typed)
    return re.sub(pattern, lambda match: short[match[0]], text)


class ClubBroadcast(models.Model):
    _inherit = "club.broadcast"

    def _placeholders_used(self, *texts):
        """Canonical names of the placeholders in texts."""
        return {name for text in texts for name in used_placeholders(text or "", SPELLINGS)}

    def _has_links(self):
        """Whether clicks can be counted in each of the texts."""
        self.ensure_one()
        texts = [self.text] + ([self.text_b] if self.ab else [])
        return all(
            links_asked(text)
            or (
                self.count_clicks
                and (links_in(text or "") or "link" in self._placeholders_used(text))
            )
            for text in texts
        )

    def _text_of(self, arm):
        if arm == "winner":
            arm = self.winner
        return self.text_b if arm == "b" else self.text

    def _open_count(self, arms):
        """How many recipients of these groups are not in the ledger yet."""
        [(count,)] = self.env.execute_query(
            SQL(
                "SELECT count(*) FROM club_broadcast_recipient WHERE broadcast_id = %s"
                " AND arm = ANY(%s) AND message_id IS NULL AND arm IN ('a', 'b', 'winner')",
                self.id,
                list(arms),
            )
        )
        return count

    def _queue_batch(self, arms, limit=BATCH):
        """Put the next recipients of these groups into the ledger, in the caller's transaction.

        Whoever is there already (a worker died between) is found there and not written to again.

        :return: how many recipients were settled
        """
        self.ensure_one()
        people = self._claim(arms, limit)
        if not people:
            return 0
        lost = [person["recipient"] for person in people if not person["mobile"]]
        if lost:
            self._leave_out(lost, "no_number")
        people = [person for person in people if person["mobile"]]
        letters = self._letters(people)
        self.env["club.message"]._plan_letters(self.company_id, letters, "advertising")
        self._tie([person["recipient"] for person in people])
        self.queued_count += len(people)
        return len(people) + len(lost)

    def _claim(self, arms, limit):
        """The next open recipients, locked, with what a text needs to know of them."""
        self.env["res.partner"].flush_model(["name", "lang", "club_mobile", "club_visit_count"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT r.id, r.arm, p.id, p.name, p.lang, p.club_mobile, p.club_visit_count
                  FROM club_broadcast_recipient r JOIN res_partner p ON p.id = r.partner_id
                 WHERE r.broadcast_id = %s AND r.arm = ANY(%s) AND r.message_id IS NULL
                   AND r.arm IN ('a', 'b', 'winner')
                 ORDER BY r.arm, r.id LIMIT %s FOR UPDATE OF r
                """,
                self.id,
                list(arms),
                limit,
            )
        )
        return [
            {"recipient": recipient, "arm": arm, **self._person(*person)}
            for recipient, arm, *person in rows
        ]

    @staticmethod
    def _person(partner_id, name, lang, mobile, visits):
        return {
            "id": partner_id,
            "name": known_name(name, mobile or ""),
            "lang": lang,
            "mobile": mobile,
            "visits": visits or 0,
        }

    def _tag_word(self):
        """What {tag} becomes."""
        return self.tag_ids.name if len(self.tag_ids) == 1 else ""

    def _letters(self, people):
        """What ``club.message._plan_letters`` takes, one for each person."""
        key, now = self._rule_key(), fields.Datetime.now()
        shared = {
            "rule_key": key,
            "campaign_id": self.campaign_id.id or None,
            "expires_at": fields.Datetime.add(now, days=self.expire_days)
            if self.expire_days
            else None,
        }
        texts = self._texts_with_links(people)
        tag = self._tag_word()
        return [
            {
                **shared,
                "person": person,
                "text": text,
                "values": {"visits": person["visits"], "tag": tag, "link": link},
                "origin": f"partner:{person['id']}",
            }
            for person, (text, link) in zip(people, texts, strict=True)
        ]

    def _texts_with_links(self, people):
        """``(text, value of {link})`` for each person; with short links where clicks count."""
        texts = {arm: self._text_of(arm) for arm in {person["arm"] for person in people}}
        places = {arm: self._addresses_in(text) for arm, text in texts.items()}
        if not self.count_clicks or not any(places.values()):
            return [(texts[person["arm"]], self.link_url or "") for person in people]
        wanted = [
            (index, typed, target)
            for index, person in enumerate(people)
            for typed, target in places[person["arm"]].items()
        ]
        addresses = self.env["club.link"]._mint(
            self.company_id,
            [
                {
                    "kind": "url",
                    "partner_id": people[index]["id"],
                    "target": target,
                    "rule_key": self._rule_key(),
                    "origin": f"partner:{people[index]['id']}",
                }
                for index, _typed, target in wanted
            ],
        )
        short = defaultdict(dict)
        for (index, typed, _target), address in zip(wanted, addresses, strict=True):
            short[index][typed] = address
        return [
            (_put_in(texts[person["arm"]], short[index]), short[index].get("", self.link_url or ""))
            for index, person in enumerate(people)
        ]

    def _addresses_in(self, text):
        """What is typed in ``text`` → where it leads; an empty key stands for ``{link}``."""
        found = {
            typed: typed if _SCHEME.match(typed) else f"https://{typed}"
            for typed in links_in(text or "")
        }
        if "link" in self._placeholders_used(text) and self.link_url:
            found[""] = self.link_url
        return found

    def _tie(self, recipient_ids):
        """Note which line of the ledger each recipient got."""
        self.env.cr.execute(
            SQL(
                """
                UPDATE club_broadcast_recipient r SET message_id = m.id
                  FROM club_message m
                 WHERE r.id = ANY(%s) AND m.rule_key = %s
                   AND m.origin = 'partner:' || r.partner_id
                """,
                recipient_ids,
                self._rule_key(),
            )
        )
        self.env["club.broadcast.recipient"].invalidate_model(flush=False)

    def _leave_out(self, recipient_ids, reason):
        """Whom nothing can be sent to any more."""
        self.env.cr.execute(
            SQL(
                "UPDATE club_broadcast_recipient SET arm = 'skipped', skip_reason = %s"
                " WHERE id = ANY(%s)",
                reason,
                recipient_ids,
            )
        )
        self.env["club.broadcast.recipient"].invalidate_model(flush=False)
        self.skipped_count += len(recipient_ids)
        self.target_count -= len(recipient_ids)
