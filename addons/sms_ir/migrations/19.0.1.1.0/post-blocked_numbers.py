"""Numbers that the operator reported as blocked are kept in a list of their own from now on."""


def migrate(cr, version):
    """Take over what the log still knows."""
    cr.execute(
        """
        INSERT INTO sms_ir_block
               (account_id, company_id, number, state, blocked_at, times, skipped, create_date)
        SELECT m.account_id, a.company_id, m.number, 'blocked', max(m.called_at), count(*), 0,
               now() AT TIME ZONE 'UTC'
          FROM sms_ir_message m JOIN sms_ir_account a ON a.id = m.account_id
         WHERE m.state = 'blocked' AND m.failure_type = 'sms_blacklist' AND m.number IS NOT NULL
         GROUP BY m.account_id, a.company_id, m.number
            ON CONFLICT DO NOTHING
        """
    )
