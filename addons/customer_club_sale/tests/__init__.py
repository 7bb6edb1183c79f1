from . import (
    test_sale_points,
    test_sale_points_race,
    test_sale_points_year,
    test_sale_visits,
)
