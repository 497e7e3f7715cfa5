"""The contract beside a model: what one row is, its columns, and the rules that its rows keep."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, cast

import yaml

from analytics.transform.errors import ModelError

Severity = Literal["fail", "warn"]
LANGUAGES = ("en", "ko")
RULES = ("unique", "not_null", "finite", "relationship", "accepted", "holds")


@dataclass(frozen=True)
class Column:
    """A column that the model yields: its DuckDB type in lower case, what it means, and its unit where it has one."""

    name: str
    type: str
    meaning: str
    unit: str | None = None


@dataclass(frozen=True)
class Breach:
    """What is said of the rows that break a rule: a code that names it, a sentence by language, the columns to show."""

    code: str
    sentences: Mapping[str, str]
    key: tuple[str, ...] = ()


@dataclass(frozen=True)
class Check:
    """A rule: `violations` selects the rows that break it. Every rule of severity `warn` has a breach."""

    name: str
    severity: Severity
    violations: str
    breach: Breach | None = None


@dataclass(frozen=True)
class Contract:
    """What a model promises.

    `key` names the columns that are never null and unique together, `relates_to` the tables that rules compare with.
    """

    description: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    checks: tuple[Check, ...]
    relates_to: frozenset[str] = frozenset()


def parse_contract(model: str, text: str) -> Contract:
    """Read a model's contract; no number may be NaN or infinite, whether the contract says so or not.

    Raises:
        ModelError: the text is not YAML, something is missing, or a rule is unknown.
    """
    try:
        raw = yaml.safe_load(text)
        columns = tuple(Column(name, **entry) for name, entry in raw["columns"].items())
        key = tuple(raw["key"])
        rules: list[dict[str, object]] = [
            {"unique": list(key), "severity": "fail"},
            {"not_null": list(key), "severity": "fail"},
        ]
        measured = [column.name for column in columns if column.type == "double"]
        rules += [{"finite": measured, "severity": "fail"}] if measured else []
        rules += raw.get("checks", [])
        checks = tuple(parse_rule(model, rule) for rule in rules)
        related = frozenset(str(rule["to"]).partition(".")[0] for rule in rules if "relationship" in rule)
        return Contract(" ".join(raw["description"].split()), key, columns, checks, related)
    except (yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise ModelError(f"The contract {model}.yml can't be read ({error}).") from error


def parse_check(name: str, text: str, violations: str) -> Check:
    """Read the contract of a check that spans models: `description`, `severity`, `key` and `breach`.

    Raises:
        ModelError: one of them is missing, or the severity is unknown.
    """
    raw = yaml.safe_load(text)
    if not isinstance(raw, dict) or raw.get("severity") not in {"fail", "warn"} or not raw.get("description"):
        raise ModelError(f"The contract {name}.yml of a check needs a description and a severity, fail or warn.")
    key = tuple(raw.get("key", ()))
    if not key:
        raise ModelError(f"The contract {name}.yml of a check needs a key: the columns that name a row that breaks it.")
    return Check(str(raw["description"]), raw["severity"], violations, _breach(name, name.upper(), raw, key))


def parse_rule(model: str, rule: Mapping[str, object]) -> Check:
    """Turn one rule into the query for the rows that break it; one of severity `warn` has a `code` and a `breach`.

    Raises:
        ModelError: the rule or its severity is unknown, or a warning has no code or sentence.
    """
    severity = rule.get("severity")
    kinds = [kind for kind in RULES if kind in rule]
    if severity not in {"fail", "warn"} or len(kinds) != 1:
        raise ModelError(f"{model}.yml: {dict(rule)} is not a rule: use one of {', '.join(RULES)} and fail or warn.")
    subject = rule[kinds[0]]
    name = f"{kinds[0]} {', '.join(subject) if isinstance(subject, list) else subject}"
    breach = _breach(model, str(rule.get("code") or ""), rule) if severity == "warn" else None
    return Check(name, severity, _violations(model, kinds[0], rule), breach)


def _breach(where: str, code: str, raw: Mapping[str, object], key: tuple[str, ...] = ()) -> Breach:
    sentences = raw.get("breach")
    if not code or not isinstance(sentences, dict) or not all(sentences.get(language) for language in LANGUAGES):
        raise ModelError(f"{where}.yml: a rule that warns needs a code and a breach, a sentence each in {LANGUAGES}.")
    return Breach(code, {language: str(sentences[language]) for language in LANGUAGES}, key)


def _violations(model: str, kind: str, rule: Mapping[str, object]) -> str:
    subject = rule[kind]
    if kind == "unique":
        columns = ", ".join(cast("list[str]", subject))
        return f"select {columns}, count(*) as times from {model} group by {columns} having count(*) > 1"
    if kind == "not_null":
        return f"select * from {model} where " + " or ".join(f"{c} is null" for c in cast("list[str]", subject))
    if kind == "finite":
        return f"select * from {model} where " + " or ".join(f"not isfinite({c})" for c in cast("list[str]", subject))
    if kind == "relationship":
        table, _, column = str(rule["to"]).partition(".")
        return f"select * from {model} where {subject} is not null and {subject} not in (select {column} from {table})"
    if kind == "accepted":
        values = ", ".join(f"'{value}'" for value in cast("list[str]", rule["values"]))
        return f"select * from {model} where {subject} not in ({values})"
    return f"select * from {model} where not ({subject})"
