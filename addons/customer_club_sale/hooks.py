def post_init_hook(env):
    """Orders that were confirmed before take their points back, too, when they are returned."""
    env["club.sale.points"]._adopt_confirmed()
