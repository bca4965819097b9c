"""The sums stay apart: standard library only, and no binary fraction anywhere near them."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# Dotted names; each is a module or a package. A pure module joins the list when it is written.
PURE = (
    "incentives.allocation",
    "incentives.differentiation",
    "incentives.payout",
    "incentives.sharing",
    "objectives.acyclic",
    "objectives.canonical",
    "objectives.codec",
    "objectives.exact",
    "objectives.refusal",
    "objectives.scoring",
)


def sources(module: str) -> list[Path]:
    base = ROOT.joinpath(*module.split("."))
    file = base.with_suffix(".py")
    return [file] if file.exists() else sorted(base.rglob("*.py"))


FILES = [file for module in PURE for file in sources(module)]


def faults(tree: ast.AST) -> list[str]:
    return [*_foreign_imports(tree), *_binary_fractions(tree)]


def _foreign_imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        for name in _imported(node):
            if not _is_allowed(name):
                yield f"imports {name}"


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return ["." * node.level + (node.module or "")]
    return []


def _is_allowed(name: str) -> bool:
    ours = any(name == module or name.startswith(f"{module}.") for module in PURE)
    return ours or name.partition(".")[0] in sys.stdlib_module_names


def _binary_fractions(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, float | complex):
            yield f"writes {node.value!r}"
        if isinstance(node, ast.Name) and node.id == "float":
            yield "uses float"
        if isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Div):
            yield "divides with /"


@pytest.mark.parametrize("module", PURE)
def test_listed_modules_exist(module: str) -> None:
    assert sources(module)


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_pure_module_is_pure(file: Path) -> None:
    assert faults(ast.parse(file.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "source",
    [
        "import django",
        "from django.db import models",
        "from incentives.models import Pool",
        "from .models import Pool",
        "def f():\n    import numpy.linalg",
        "x = 0.5",
        "x = float('1')",
        "x = a / b",
        "x /= 2",
    ],
)
def test_the_walk_finds_faults(source: str) -> None:
    assert faults(ast.parse(source))


def test_the_walk_lets_exact_code_pass() -> None:
    source = "from decimal import Decimal\nfrom objectives.canonical import sha256_hex\nx = 7 // 2"
    assert faults(ast.parse(source)) == []
