"""The single changes that `mutants.py` makes: borders, operators, numbers, conditions, results; no text."""

import ast
import copy
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from types import CodeType
from typing import Any

TOLERANCE = 1e-6  # smaller numbers are not borders
MAX_SHOWN = 80
SWAPS: dict[Any, Any] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Add: ast.Sub, ast.Sub: ast.Add,
    ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult, ast.Mod: ast.Mult, ast.Pow: ast.Mult,
    ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd, ast.And: ast.Or, ast.Or: ast.And,
    "min": "max", "max": "min", "any": "all", "all": "any", "minimum": "maximum", "maximum": "minimum",
    "floor": "ceil", "ceil": "floor",
}  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """One change: `where` is the function around it, empty outside of functions; `change` is its name there."""

    file: str
    line: int
    where: str
    change: str
    code: CodeType

    @property
    def key(self) -> tuple[str, str, str]:
        """What identifies it while lines move."""
        return self.file, self.where, self.change


def mutants(file: str, source: str) -> Iterator[Mutant]:
    """All mutants of a file's text; of two with the same name the second is numbered."""
    tree = ast.parse(source)
    named: Counter[tuple[str, str]] = Counter()
    for where, parent, field, index, node in list(_sites(tree, "", "")):
        for new in _changes(node):
            whole, before = getattr(parent, field), _shown(node, parent)
            ast.copy_location(new, node)
            setattr(parent, field, new if index is None else [*whole[:index], new, *whole[index + 1 :]])
            change = f"{before} -> {_shown(new, parent)}"
            named[where, change] += 1
            number = named[where, change]
            code = compile(ast.fix_missing_locations(tree), file, "exec", dont_inherit=True)
            yield Mutant(file, node.lineno, where, change if number == 1 else f"{change} #{number}", code)
            setattr(parent, field, whole)


def _sites(node: ast.AST, prefix: str, where: str) -> Iterator[tuple[str, ast.AST, str, int | None, Any]]:
    """Function, parent, field, place in a list and node of all that may change: no annotation, no decorator."""
    is_function = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    prefix = f"{prefix}{node.name}." if isinstance(node, ast.ClassDef) else prefix
    for field, value in ast.iter_fields(node):
        if field in ("annotation", "returns", "decorator_list", "bases"):
            continue
        inner = f"{prefix}{node.name}" if is_function and field == "body" and not where else where
        for index, child in enumerate(value) if isinstance(value, list) else [(None, value)]:
            if isinstance(child, ast.AST) and not (isinstance(child, ast.keyword) and child.arg == "strict"):
                yield inner, node, field, index, child
                yield from _sites(child, prefix, inner)


def _changes(node: ast.AST) -> Iterator[ast.AST]:  # noqa: C901  # one case a kind of change
    """What a node may become."""
    match node:
        case ast.Compare(ops=ops):
            for at, op in enumerate(ops):
                yield _with(node, ops=[*ops[:at], SWAPS[type(op)](), *ops[at + 1 :]])
        case ast.BinOp(op=op) | ast.BoolOp(op=op) if type(op) in SWAPS:
            yield _with(node, op=SWAPS[type(op)]())
        case ast.UnaryOp(operand=operand):
            yield copy.deepcopy(operand)
        case ast.Constant(value=value):
            yield from (ast.Constant(number) for number in _numbers(value))
        case ast.Return(value=value) if value is not None and ast.unparse(value) not in ("None", "True", "False"):
            yield ast.Return(ast.Constant(None))
        case ast.If(test=test) | ast.IfExp(test=test) | ast.While(test=test):
            if isinstance(test, ast.Name | ast.Attribute | ast.Call):
                yield _with(node, test=ast.UnaryOp(ast.Not(), test))
        case ast.Call(func=ast.Name() | ast.Attribute() as function):
            field = "id" if isinstance(function, ast.Name) else "attr"
            for name in SWAPS.keys() & {getattr(function, field)}:
                yield _with(node, func=_with(function, **{field: SWAPS[name]}))


def _numbers(value: object) -> list[float]:
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [value + 1, value - 1]
    if isinstance(value, float):
        return [value * 1.1 if abs(value) > TOLERANCE else 1.0]
    return []


def _shown(node: ast.AST, parent: ast.AST) -> str:
    """The text of a node; of a bare value that of what it is part of."""
    if isinstance(node, ast.Constant) and isinstance(parent, ast.Assign | ast.AnnAssign | ast.keyword | ast.expr):
        text = ast.unparse(parent)
        node = parent if len(text) <= MAX_SHOWN else node
    return ast.unparse(node.test if isinstance(node, ast.If | ast.While) else node)


def _with(node: ast.AST, **fields: object) -> ast.AST:
    """A copy with other fields."""
    new = copy.copy(node)
    for name, value in fields.items():
        setattr(new, name, value)
    return new
