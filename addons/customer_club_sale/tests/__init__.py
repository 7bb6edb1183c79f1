from . import test_sale_points, test_sale_visits
