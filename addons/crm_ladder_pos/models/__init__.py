from . import ladder_basket, ladder_facts, pos_config, pos_order
