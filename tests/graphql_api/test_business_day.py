"""`businessDay` is the company's day, not the server's."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from tests.graphql_api.conftest import Api


@pytest.mark.parametrize("name", ["Pacific/Kiritimati", "Etc/GMT+12"])
def test_the_business_day_is_the_company_s(api: Api, operator: str, name: str) -> None:
    """26 hours lie between the two zones: the day of UTC is never that of both."""
    zone = ZoneInfo(name)
    api.app.state.services = replace(api.services, zone=zone)
    before = datetime.now(zone).date()
    day = api.data("{ company { businessDay } }", operator)["company"]["businessDay"]
    assert before.isoformat() <= day <= datetime.now(zone).date().isoformat()
