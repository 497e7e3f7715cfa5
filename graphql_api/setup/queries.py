"""What an empty shop needs."""

from dataclasses import asdict

from domain.setup.repository import find_sample_row, found_in_shop, found_of
from graphql_api.context import Info
from graphql_api.decorators import resolver
from graphql_api.permissions import Guard, Role
from graphql_api.setup.types import SampleData, Setup


@resolver(Guard(Role.OPERATOR))
async def setup(info: Info) -> Setup:
    """The steps from an empty shop to the first published run, with what is there already."""
    async with info.context.reading() as reading:
        found = found_of((await reading.execute(found_in_shop(info.context.services.zone))).one())
    return Setup(found=found, **asdict(found))


@resolver(Guard(Role.OPERATOR))
async def sample_data(info: Info) -> SampleData | None:
    """The sample data that fill the shop; null: there are none."""
    async with info.context.reading() as reading:
        row = await find_sample_row(reading)
    return None if row is None else SampleData.of(row)
