"""Referrals get a company and a state: what was there waits for its reward."""


def migrate(cr, _version):
    cr.execute(
        """
        ALTER TABLE ladder_referral ADD COLUMN IF NOT EXISTS company_id integer;
        ALTER TABLE ladder_referral ADD COLUMN IF NOT EXISTS state varchar;
        UPDATE ladder_referral r SET state = COALESCE(r.state, 'waiting'),
               company_id = COALESCE(r.company_id, p.company_id, (SELECT MIN(id) FROM res_company))
          FROM res_partner p WHERE p.id = r.referrer_id;
        -- Made anew: whoever is refused may be named again.
        DROP INDEX IF EXISTS ladder_referral_referred_uniq;
        ALTER TABLE ladder_referral DROP CONSTRAINT IF EXISTS ladder_referral_not_oneself
        """
    )
