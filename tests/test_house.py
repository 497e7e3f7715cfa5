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


@pytest.mark.parametrize(
    ("name", "text", "breach"),
    [
        ("kit/long.py", "x = 1\n" * 401, "kit/long.py: 401 lines, 400 at most"),
        ("kit/long.py", LONG, "kit/long.py:1: f has 51 lines, 50 at most"),
        ("domain/a/service.py", "q = select(1)\n", "domain/a/service.py:1: select() belongs into repository.py"),
        ("domain/a/service.py", "\nsession.commit()\n", "domain/a/service.py:2: commit() belongs to the edge"),
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
        ("kit/short.py", "x = 1\n" * 400),
        ("kit/explained.py", EXPLAINED),
        ("domain/a/repository.py", "q = select(1)\n"),
        ("domain/a/read_repository.py", "q = select(1)\n"),
        ("jobs/a.py", "session.commit()\n"),
        ("tests/test_a.py", "session.commit()\n"),
        ("frontend/package-lock.json", '{"funding": "https://host/sponsor"}\n'),
    ],
)
def test_what_is_allowed_is_no_breach(rules: ModuleType, name: str, text: str) -> None:
    assert list(rules.check(name, text)) == []


def test_a_folder_at_the_root_says_what_lives_in_it(rules: ModuleType) -> None:
    names = ["README.md", "kit/a.py", "kit/README.md", "new/b/README.md", "new/b/c.py", ".ci/run"]
    assert list(rules.check_folders(names)) == [
        "new/: has no README.md; say what lives here, what may not, and where to start"
    ]
