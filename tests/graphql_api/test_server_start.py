import subprocess
import sys
from pathlib import Path

START = """
import asyncio, sys
from pathlib import Path
from sqlalchemy.engine import make_url
from graphql_api.app import create_app
from kit.settings import Settings

async def start_and_stop():
    settings = Settings(home=Path(sys.argv[1]), database_url=None, _env_file=None)
    app = create_app(settings, make_url("postgresql+psycopg://nobody@127.0.0.1:1/nothing"))
    async with app.router.lifespan_context(app):
        pass

asyncio.run(start_and_stop())
print({"planning.what_if", "planning.budget"} <= set(sys.modules))
"""


def test_a_server_loads_what_it_computes_with_before_anybody_asks(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", START, str(tmp_path)], capture_output=True, text=True, check=True)
    assert done.stdout == "True\n"
