"""The house rules that no ready-made linter knows: prints each breach with file and line; exit code 1 if any."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MAX_LINES, MAX_TEST_LINES = 350, 400
MAX_FUNCTION_LINES = 50
# Where a unit of work ends: the edges, and the publication of a run, which loads in steps of its own.
COMMIT_EDGES = (
    "cli/",
    "graphql_api/",
    "jobs/",
    "kit/database.py",
    "analytics/publish/service.py",
    "analytics/extract/service.py",  # ends a transaction that only reads
)
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
# Words to avoid in comments, docstrings and messages, in the whole text of the console's files, and in docs/ and the
# README.md of each folder, with what to write instead. Migrations are not checked; they stay as they were run.
PLAIN_WORDS = {
    r"anew": "again",
    r"reckon(s|ed|ing)?": "use, calculate or expect",
    r"besides": "also, or in addition to",
    r"by\s+way\s+of": "through or with",
    r"askers?": "caller",
    r"whoever": "anyone who, or the caller",
    r"remarks?": "comment",
    r"least\s+order\s+values?": "minimum order value",
    r"out\s+of\s+the\s+ordinary": "unusual",
    r"deeds?": "action",
    r"rivals?": "competing policy, or baseline",
    r"told|tells": "notify, report, show or distinguish",
    r"stands(?! for| in for)|stood": "is, appears or exists",
    r"hand(s|ed)?\s+in": "send, upload or pass",
    r"(?<!there )(is|are|was|were)\s+no(?!\s+(longer|later|more|less|fewer|earlier|greater)\b)": "is not a",
}
AVOIDED = re.compile(rf"\b({'|'.join(PLAIN_WORDS)})\b", re.IGNORECASE)
HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
COMMENT = re.compile(r"(?:^|\s)#\s(.*)")
# Names are not prose: those in backticks, and that of an argument before its description.
CODE = re.compile(r"`[^`\n]*`|^[ \t]*\w+(, \w+)*:(?=\s)", re.MULTILINE)
ADDRESS = re.compile(r"^(\s*--(extra-)?index-url|\s*--find-links)|https?://", re.MULTILINE)


def main() -> int:
    """Check all files under version control."""
    files = [ROOT / name for name in _tracked() if (ROOT / name).is_file()]
    names = [path.relative_to(ROOT).as_posix() for path in files]
    breaches = [breach for name, path in zip(names, files, strict=True) for breach in check(name, _text(path))]
    breaches += check_folders(names)
    for breach in breaches:
        sys.stderr.write(f"{breach}\n")
    sys.stderr.write(f"house rules: {len(files)} files, {len(breaches)} breaches\n")
    return 1 if breaches else 0


def _tracked() -> list[str]:
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines()


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError:
        return ""  # pictures and the like


def check(name: str, text: str) -> Iterator[str]:
    """Find the breaches in one file.

    Args:
        name: path from the root, with slashes.
        text: the file's text.
    """
    if name.endswith((".lock", "package-lock.json")):
        yield from _lock_file(name, text)
        return
    if name.endswith((".py", ".sql", ".ts", ".tsx", ".yml", ".sh")) or name in ("Makefile", "Dockerfile"):
        yield from _unfinished(name, text)
    if _is_prose(name):
        yield from _avoided(name, text)
    if name.endswith((".py", ".sql", ".ts", ".tsx")) and not name.startswith("migrations/"):
        lines, limit = text.count("\n"), MAX_TEST_LINES if name.startswith("tests/") else MAX_LINES
        if lines > limit:
            yield f"{name}: {lines} lines, {limit} at most; split by idea"
    if name.endswith(".py") and not name.startswith("migrations/"):
        yield from _python(name, text)


def check_folders(names: Iterable[str]) -> Iterator[str]:
    """Find the folders at the root that don't say what lives in them; hidden ones need not.

    Args:
        names: all files, by path from the root.
    """
    known = set(names)
    folders = {name.partition("/")[0] for name in known if "/" in name}
    for folder in sorted(folders):
        if not folder.startswith(".") and f"{folder}/README.md" not in known:
            yield f"{folder}/: has no README.md; say what lives here, what may not, and where to start"


def _is_prose(name: str) -> bool:
    if name.startswith(("migrations/", "scripts/house_rules")):
        return False
    if name.startswith("frontend/"):
        return name.endswith((".ts", ".tsx", ".graphql", ".json", ".md"))
    is_guide = name.endswith(".md") and (name.startswith("docs/") or name.endswith("README.md"))
    return is_guide or name.endswith((".py", ".sql", ".yml"))


def _lock_file(name: str, text: str) -> Iterator[str]:
    for found in ADDRESS.finditer(text):
        # npm notes where a package's sponsors are to be found; that is not an address to install from
        line = text[text.rfind("\n", 0, found.start()) + 1 : text.find("\n", found.start())]
        if name.endswith(".lock") or '"resolved"' in line:
            yield f"{name}:{text.count(chr(10), 0, found.start()) + 1}: names a package index; keep addresses out"


def _unfinished(name: str, text: str) -> Iterator[str]:
    if name == "scripts/house_rules.py":
        return
    for number, line in enumerate(text.splitlines(), start=1):
        if UNFINISHED.search(line):
            yield f"{name}:{number}: unfinished work is an issue, not a comment"


def _avoided(name: str, text: str) -> Iterator[str]:
    # In the console's files the words of a name such as `bestRival` count, too.
    whole = HUMP.sub(" ", text) if name.startswith("frontend/") else text
    for line, prose in _python_prose(name, text) if name.endswith(".py") else [(1, whole)]:
        plain = CODE.sub(" ", prose)
        for found in AVOIDED.finditer(plain):
            instead = next(
                plainer for word, plainer in PLAIN_WORDS.items() if re.fullmatch(word, found[0], re.IGNORECASE)
            )
            yield f"{name}:{line + plain.count(chr(10), 0, found.start())}: {found[0]!r}: write {instead}"


def _python_prose(name: str, text: str) -> Iterator[tuple[int, str]]:
    """Comments, docstrings and other texts of more than one word, with the line on which each begins."""
    for number, line in enumerate(text.splitlines(), start=1):
        comment = COMMENT.search(line)
        if comment is not None:
            yield number, comment[1]
    tree = ast.parse(text, filename=name)
    columns = {node.value for node in ast.walk(tree) if isinstance(node, ast.keyword) and node.arg == "comment"}
    for node in ast.walk(tree):
        if node in columns:
            continue  # a column's comment changes with a migration only
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value.strip():
            yield node.lineno, node.value


def _python(name: str, text: str) -> Iterator[str]:
    tree = ast.parse(text, filename=name)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = _lines_of(node)
            if length > MAX_FUNCTION_LINES:
                yield f"{name}:{node.lineno}: {node.name} has {length} lines, {MAX_FUNCTION_LINES} at most"
        if isinstance(node, ast.Call):
            yield from _call(name, node)


def _lines_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of code and comments; the docstring is welcome to be long."""
    length = (function.end_lineno or function.lineno) - function.lineno + 1
    if ast.get_docstring(function) is None:
        return length
    docstring = function.body[0]
    return length - ((docstring.end_lineno or docstring.lineno) - docstring.lineno + 1)


def _call(name: str, call: ast.Call) -> Iterator[str]:
    function = call.func
    is_repository = name.endswith("repository.py") or "/repository/" in name
    if name.startswith("domain/") and not is_repository and isinstance(function, ast.Name) and function.id == "select":
        yield f"{name}:{call.lineno}: select() belongs into repository.py"
    is_product = not name.startswith(("tests/", "bench/", "scripts/"))
    if (
        is_product
        and not name.startswith(COMMIT_EDGES)
        and isinstance(function, ast.Attribute)
        and function.attr == "commit"
    ):
        yield f"{name}:{call.lineno}: commit() belongs to the edge"


if __name__ == "__main__":
    sys.exit(main())
