from odoo import http


class _Rest(http.werkzeug.routing.PathConverter):
    """Whatever stands behind a prefix, slashes at its beginning included."""

    regex = ".*?"
    part_isolating = False


def post_load():
    """Answer keypads in JSON also while no database can be reached.

    Odoo then serves from a routing map of its own, which holds only server-wide modules: a
    keypad would get a page that says 404. Our routes need no database to say "try later".
    """
    if "direct_device" in http.config["server_wide_modules"]:
        return  # Odoo adds them itself
    routes = http.root.nodb_routing_map
    routes.converters["direct_rest"] = _Rest
    for url, endpoint in http._generate_routing_rules(["direct_device"], nodb_only=True):
        routing = http.submap(endpoint.routing, http.ROUTING_KEYS)
        url = url.replace("<path:", "<direct_rest:")
        rule = http.werkzeug.routing.Rule(url, endpoint=endpoint, **routing)
        rule.merge_slashes = False
        routes.add(rule)


def uninstall_hook(env):
    """Drop the table that belongs to no model, and what an admin may have set."""
    env.cr.execute("DROP TABLE IF EXISTS direct_device_counter")
    env["ir.config_parameter"].search([("key", "=", "direct_device.address_rate")]).unlink()
