"""Every sentence with which a file is refused can be read in Korean, with the place that it names."""

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.ingestion.uploads.failures import BROKEN, ENDED_THRICE, MISSING
from domain.ingestion.uploads.korean import ELSE, in_korean

READING = Path(__file__).resolve().parents[3] / "domain" / "ingestion" / "reading"
START = ELSE.partition("{")[0]


def sentences() -> Iterator[tuple[str, str]]:
    """The sentences of the readers, with 7 in the place of what is computed."""
    for path in sorted(READING.glob("*.py")):
        module = importlib.import_module(f"domain.ingestion.reading.{path.stem}")
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or not node.args:
                continue
            if node.func.id in ("InputError", "PasswordNeededError", "WrongPasswordError"):
                text = spelled(node.args[0], vars(module))
                if text is not None:
                    yield f"{path.name}:{node.lineno}", text


def spelled(node: ast.expr, names: dict[str, object]) -> str | None:
    if isinstance(node, ast.Constant):
        return str(node.value)
    if not isinstance(node, ast.JoinedStr):
        return None
    parts = []
    for part in node.values:
        inner = part.value if isinstance(part, ast.FormattedValue) else part
        known = names.get(inner.id) if isinstance(inner, ast.Name) else None
        parts.append(str(inner.value) if isinstance(inner, ast.Constant) else known if isinstance(known, str) else "7")
    return "".join(parts)


@pytest.mark.parametrize(("where", "sentence"), list(sentences()))
def test_each_sentence_of_the_readers_has_a_korean_one(where: str, sentence: str) -> None:
    assert not in_korean(sentence).startswith(START), (where, sentence)


def test_there_are_sentences_to_look_at() -> None:
    assert len(list(sentences())) > 20


def test_the_place_and_the_kind_are_kept() -> None:
    assert in_korean("재고.csv: line 1,204 is not text in a known encoding; save it as UTF-8.").startswith(
        "재고.csv: 1,204행의 인코딩을 알 수 없습니다."
    )
    assert in_korean("a.csv: the cell in row 3, column 12 is longer than 1,048,576 characters; shorten it.") == (
        "a.csv: 3행 12열의 셀이 1,048,576자보다 깁니다. 내용을 줄이세요."
    )
    assert in_korean("a.bin is a picture, which can't be read; save it as CSV.").startswith("a.bin: 그림 파일은(는)")
    assert in_korean("Something new.") == "가져오지 못했습니다. 저장된 데이터는 없습니다. 원인: Something new."
    for failure in (BROKEN, ENDED_THRICE, MISSING):
        assert not in_korean(failure.message).startswith(START)
