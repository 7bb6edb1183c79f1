"""Keys get their history: what stands on a key now has stood there since the tag was made.

And the index that made every visit rewrite the customer in all other indexes goes.
"""


def migrate(cr, version):
    cr.execute(
        """
        INSERT INTO club_tag_period (company_id, group_id, key, tag_id, title, color, valid_from,
               create_uid, create_date, write_uid, write_date)
        SELECT company_id, group_id, key, id, name, color,
               date_trunc('second', COALESCE(create_date, now() AT TIME ZONE 'UTC')),
               1, now() AT TIME ZONE 'UTC', 1, now() AT TIME ZONE 'UTC'
          FROM club_tag t
         WHERE active AND key > 0
           AND NOT EXISTS (SELECT FROM club_tag_period p
                            WHERE p.tag_id = t.id AND p.valid_until IS NULL)
        """
    )
    cr.execute("DROP INDEX IF EXISTS res_partner__club_last_visit_index")
