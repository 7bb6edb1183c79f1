from odoo.tools import SQL

# What holds on to rungs, moves or plans, and would keep them from being deleted.
HOLDERS = (
    "ladder_award",
    "ladder_campaign_entry",
    "ladder_dirty",
    "ladder_playbook_run",
    "ladder_playbook_res_users_rel",
    "ladder_playbook",
    "ladder_trial_move",
    "ladder_move",
    "ladder_run",
    "ladder_purchase",
)


def post_init_hook(env):
    """Put everybody on the ladder in the background: installing does not wait for it."""
    env.ref("crm_ladder.ir_cron_ladder_evaluate")._trigger()


def uninstall_hook(env):
    """Let go of the rungs, so that they can be deleted; what partners carry goes with the columns.

    Done in SQL: on a database of any size this is one statement each, and nobody's chatter fills.
    """
    env.cr.execute(SQL("TRUNCATE %s", SQL(", ").join(SQL.identifier(name) for name in HOLDERS)))
    env.cr.execute(SQL("UPDATE ladder_rung SET requires_id = NULL"))
    env.cr.execute(
        SQL(
            "UPDATE res_partner SET ladder_rung_id = NULL, ladder_since = NULL, "
            "ladder_facts = NULL WHERE ladder_rung_id IS NOT NULL"
        )
    )
    env.cr.execute(SQL("DELETE FROM club_form_question WHERE field = 'ladder_referral_code'"))
    env.invalidate_all(flush=False)
    # Files stand in a table that stays.
    env["ir.attachment"].search([("res_model", "=", "customer.audit.workbook")]).unlink()
    env["ir.config_parameter"].search([("key", "=", "crm_ladder.attribution")]).unlink()
