from . import test_sale_visits
