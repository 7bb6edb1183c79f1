from . import test_till_purchases, test_till_suggestions, test_till_tour
