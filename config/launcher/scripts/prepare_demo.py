"""Finish the database of ``./club up``: Persian administrator, SMS account at the stand-in gateway.

Runs in ``odoo shell`` (``env`` is given). May run again: it sets values, it adds nothing twice.
"""

import os

company = env.company
admin = env.ref("base.user_admin")
admin.write({"lang": "fa_IR", "tz": "Asia/Tehran"})
company.partner_id.lang = "fa_IR"
if company.name in ("YourCompany", "My Company"):
    company.name = "کافه نادری"
if "club_nameless_word" in company and company.club_nameless_word == "customer":
    company.club_nameless_word = "مشتری"

if "sms.ir.account" in env:
    Account = env["sms.ir.account"]
    account = company.sms_ir_account_id or Account.search(
        [("company_id", "in", [company.id, False])], limit=1
    )
    values = {"api_key": "club-demo-key", "base_url": os.environ["CLUB_GATEWAY_URL"] + "/v1"}
    if account:
        account.write(values)
    else:
        account = Account.create({"name": "SMS.ir", "company_id": company.id, **values})
    if not account.line_ids:
        account.line_ids = [
            (0, 0, {"number": "30001234", "purpose": "service"}),
            (0, 0, {"number": "10005678", "purpose": "advertising"}),
        ]
    company.sms_ir_account_id = account

env.cr.commit()
