"""The house rules' checker finds each kind of breach, and only breaches."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

PATH = Path(__file__).resolve().parent.parent / "scripts" / "house_rules.py"


@pytest.fixture(scope="module")
def rules() -> ModuleType:
    spec = importlib.util.spec_from_file_location("house_rules", PATH)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


LONG = "def f():\n" + "    x = 1\n" * 50
EXPLAINED = 'def f():\n    """One.\n' + "    more\n" * 40 + '    """\n' + "    x = 1\n" * 20
ADDRESS = "https:" + "//host/a.tgz"
UNFINISHED = "# TO" + "DO later\n"
AGAIN = "an" + "ew"
TOLD = "to" + "ld"
RIVAL = "Ri" + "val"


@pytest.mark.parametrize(
    ("name", "text", "breach"),
    [
        ("kit/long.py", "x = 1\n" * 351, "kit/long.py: 351 lines, 350 at most"),
        ("tests/test_long.py", "x = 1\n" * 401, "tests/test_long.py: 401 lines, 400 at most"),
        ("kit/long.py", LONG, "kit/long.py:1: f has 51 lines, 50 at most"),
        ("domain/a/service.py", "q = select(1)\n", "domain/a/service.py:1: select() belongs into repository.py"),
        ("domain/a/service.py", "\nsession.commit()\n", "domain/a/service.py:2: commit() belongs to the edge"),
        ("kit/a.py", f"x = 1  # read {AGAIN}\n", f"kit/a.py:1: '{AGAIN}': write again"),
        ("kit/a.py", f'"""One.\n\nRead {AGAIN}.\n"""\n', f"kit/a.py:3: '{AGAIN}': write again"),
        ("kit/a.py", f'x = f"Read it {AGAIN}, {{1}}."\n', f"kit/a.py:1: '{AGAIN}': write again"),
        ("tests/a.py", f'x = "{TOLD.capitalize()} twice"\n', "write notify, report, show or distinguish"),
        ("sql/marts/a.sql", f"-- Whatever i{'s no'} SKU.\n", "write is not a"),
        ("sql/marts/a.yml", f"a: b\ntext: stated {AGAIN}\n", f"sql/marts/a.yml:2: '{AGAIN}': write again"),
        ("docs/a.md", f"One.\nRead it {AGAIN}.\n", f"docs/a.md:2: '{AGAIN}': write again"),
        ("README.md", f"Read it {AGAIN}.\n", f"README.md:1: '{AGAIN}': write again"),
        ("frontend/src/lib/a.ts", f"const best{RIVAL} = 1;\n", f"frontend/src/lib/a.ts:1: '{RIVAL}': write competing"),
        ("frontend/src/a.graphql", f"# Read {AGAIN}\n", f"frontend/src/a.graphql:1: '{AGAIN}': write again"),
        ("frontend/src/messages/en.json", f'{{\n"a": "{AGAIN}"}}\n', f"en.json:2: '{AGAIN}': write again"),
        ("sql/marts/a.sql", UNFINISHED, "sql/marts/a.sql:1: unfinished work is an issue"),
        ("requirements.lock", "a==1\n--index-url x\n", "requirements.lock:2: names a package index"),
        ("requirements.lock", "a @ https://host/a.whl\n", "requirements.lock:1: names a package index"),
        ("frontend/package-lock.json", f'{{"resolved": "{ADDRESS}"}}\n', "package-lock.json:1: names a package"),
    ],
)
def test_a_breach_is_found(rules: ModuleType, name: str, text: str, breach: str) -> None:
    (found,) = rules.check(name, text)
    assert breach in found


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("kit/short.py", "x = 1\n" * 350),
        ("tests/test_short.py", "x = 1\n" * 400),
        ("kit/explained.py", EXPLAINED),
        ("domain/a/repository.py", "q = select(1)\n"),
        ("domain/a/read_repository.py", "q = select(1)\n"),
        ("jobs/a.py", "session.commit()\n"),
        ("tests/test_a.py", "session.commit()\n"),
        ("kit/a.py", f"{TOLD} = 1\n"),
        ("kit/a.py", f'x = call("{TOLD}")  # see `{TOLD}`\n'),
        ("kit/a.py", f'"""One.\n\nArgs:\n    {TOLD}: a name.\n"""\n'),
        ("kit/a.py", f'x = column(comment="as {TOLD}")\n'),
        ("kit/a.py", "# There is no SKU, and it is no longer sold; A stands for Monday.\n"),
        ("migrations/versions/a.py", f"# {AGAIN}\n"),
        ("frontend/src/a.css", f"/* {AGAIN} */\n"),
        ("frontend/src/lib/a.ts", "const arrivals = 1; // is not a SKU\n"),
        ("docs/a.md", f"The column `{TOLD}`.\n"),
        ("bench/RESULTS.md", f"Measured {AGAIN}.\n"),
        ("frontend/package-lock.json", '{"funding": "https://host/sponsor"}\n'),
    ],
)
def test_what_is_allowed_is_not_a_breach(rules: ModuleType, name: str, text: str) -> None:
    assert list(rules.check(name, text)) == []


def test_a_folder_at_the_root_says_what_lives_in_it(rules: ModuleType) -> None:
    names = ["README.md", "kit/a.py", "kit/README.md", "new/b/README.md", "new/b/c.py", ".ci/run"]
    assert list(rules.check_folders(names)) == [
        "new/: has no README.md; say what lives here, what may not, and where to start"
    ]
