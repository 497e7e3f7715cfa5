"""What an empty shop needs."""

from dataclasses import asdict

from domain.setup.repository import found_in_shop, found_of
from graphql_api.context import Info
from graphql_api.decorators import resolver
from graphql_api.permissions import Guard, Role
from graphql_api.setup.types import Setup


@resolver(Guard(Role.OPERATOR))
async def setup(info: Info) -> Setup:
    """The steps from an empty shop to the first published run, with what is there already."""
    async with info.context.reading() as reading:
        found = found_of((await reading.execute(found_in_shop(info.context.services.zone))).one())
    return Setup(found=found, **asdict(found))
