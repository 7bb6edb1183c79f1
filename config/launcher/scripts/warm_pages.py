"""Make the bundles of scripts and styles once, so that no test waits for them.

Runs in ``odoo shell`` (``env`` is given).
"""

qweb = env["ir.qweb"]
qweb._pregenerate_assets_bundles()
for bundle in ("web.assets_web", "web.assets_frontend"):
    qweb._get_asset_bundle(bundle, css=True, js=False, rtl=True).css()
env.cr.commit()
