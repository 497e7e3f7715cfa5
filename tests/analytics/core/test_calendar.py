"""What analytics and domain must both know, since neither imports the other."""

from analytics.core import calendar
from domain.forecasting import models


def test_the_published_horizons_are_those_of_the_tables() -> None:
    assert calendar.HORIZONS == models.HORIZONS
