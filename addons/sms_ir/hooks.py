"""What installing and removing the add-on does to rows that are already there."""


def post_init_hook(env):
    """Give waiting messages the company and the purpose that new ones get when they are made."""
    env.cr.execute(
        """
        UPDATE sms_sms s
           SET record_company_id = COALESCE(m.record_company_id, s.record_company_id),
               sms_purpose = COALESCE(s.sms_purpose, 'service')
          FROM sms_sms AS own LEFT JOIN mail_message m ON m.id = own.mail_message_id
         WHERE own.id = s.id AND s.state IN ('outgoing', 'process')
        """
    )


def uninstall_hook(env):
    """Leave Odoo's own queue clean: what was never handed over can go by another provider.

    A message whose outcome is not known is *not* put back: it may have been sent.
    """
    env.cr.execute(
        """
        UPDATE sms_sms SET state = 'error', failure_type = 'unknown'
         WHERE uuid IN (SELECT sms_uuid FROM sms_ir_message WHERE state IN ('calling', 'unknown'))
           AND state = 'process'
        """
    )
    # What SMS.ir was asked to send later it will send, with or without this add-on.
    env.cr.execute(
        """
        UPDATE sms_sms SET state = 'pending'
         WHERE uuid IN (SELECT sms_uuid FROM sms_ir_message WHERE state = 'scheduled')
           AND state = 'process'
        """
    )
    for table in ("sms_sms", "mail_notification"):
        env.cr.execute(
            f"UPDATE {table} SET failure_type = 'unknown'"  # noqa: S608 (two fixed names)
            " WHERE failure_type = 'sms_outcome_unknown' OR failure_type LIKE 'sms\\_ir\\_%'"
        )
