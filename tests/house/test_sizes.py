"""A function fits a screen, a module a short sitting, and a call reads by itself."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.house.tree import ROOT, FunctionNode, copy_tree, functions, modules, plant

LONGEST_FUNCTION = 60
LONGEST_MODULE = 350
MOST_PARAMETERS = 5
MOST_POSITIONAL = 4
"""For what other modules call. A private function is read beside its calls, and may take all five so."""

MORE_PARAMETERS = {
    "redactor/cli/afterwards.py:deliver": "click hands a command each of its options by itself",
    "redactor/cli/afterwards.py:file_with": "click hands a command each of its options by itself",
    "redactor/cli/afterwards.py:purge": "click hands a command each of its options by itself",
    "redactor/cli/main.py:cli": "click hands a command each of its options by itself",
    "redactor/cli/evidence.py:opinion": "click hands a command each of its options by itself",
    "redactor/cli/evidence.py:refer": "click hands a command each of its options by itself",
    "redactor/cli/evidence.py:sign": "click hands a command each of its options by itself",
    "redactor/cli/evidence.py:state": "click hands a command each of its options by itself",
    "redactor/cli/evidence.py:third_party_test": "click hands a command each of its options by itself",
    "redactor/cli/sample.py:sample": "click hands a command each of its options by itself",
    "redactor/cli/review.py:decide": "click hands a command each of its options by itself",
    "redactor/cli/case.py:withhold": "click hands a command each of its options by itself",
    "redactor/cli/serve.py:serve": "click hands a command each of its options by itself",
    "redactor/cli/users.py:add": "click hands a command each of its options by itself",
    "redactor/cli/batch.py:batch": "click hands a command each of its options by itself",
    "redactor/cli/run.py:go_the_whole_way": "what the command asks for, each by its name",
    "redactor/cli/run.py:run": "click hands a command each of its options by itself",
    "redactor/cli/letter.py:letter": "click hands a command each of its options by itself",
    "redactor/cli/manners.py:suppress": "click hands a command each of its options by itself",
    "redactor/web/serving.py:serve_review": "what the page is told, each by its name",
    "redactor/domain/box.py:from_pixels": "four edges and the two facts that place them",
    "redactor/review/acceptance.py:accept": "what may be accepted on what strength, how fast, by whom and when",
    "redactor/review/exchange.py:take_rows": "what comes in, and all that it has to fit",
    "redactor/review/policy.py:require_finished": "the whole of a case, and what stands behind its decisions",
    "redactor/review/recording.py:troubles_with": "what is said of what by whom, and all that it has to fit",
    "redactor/store/reviews.py:mark": "as `decide`, and the places",
    "redactor/verify/gate.py:verify": "what to check and against what, who reads pictures, and whom to tell",
}
"""Function -> why it takes more than five parameters."""


def size_violations(tree_root: Path) -> list[str]:
    """Modules and functions that are too long, and signatures that do not read by themselves."""
    found = []
    for module in modules(tree_root):
        lines = len(module.text.splitlines())
        if lines > LONGEST_MODULE:
            found.append(f"{module.path} has {lines} lines, more than {LONGEST_MODULE}")
        for function in functions(module):
            found += [f"{module.path}:{function.name} {what}" for what in _too_much(function, module.path)]
    return found


def _too_much(function: FunctionNode, path: str) -> list[str]:
    asked = function.args
    positional = [each for each in (*asked.posonlyargs, *asked.args) if each.arg not in ("self", "cls")]
    count = len(positional) + len(asked.kwonlyargs)
    length = (function.end_lineno or function.lineno) - function.lineno + 1
    is_command = path.startswith("redactor/cli/") and bool(function.decorator_list)
    found = []
    if length > LONGEST_FUNCTION:
        found.append(f"has {length} lines, more than {LONGEST_FUNCTION}")
    if count > MOST_PARAMETERS and f"{path}:{function.name}" not in MORE_PARAMETERS:
        found.append(f"takes {count} parameters, more than {MOST_PARAMETERS}")
    if is_command:
        return found
    if len(positional) > MOST_POSITIONAL and not function.name.startswith("_"):
        found.append(f"takes {len(positional)} parameters by position, more than {MOST_POSITIONAL}")
    found += [f"takes the switch {each.arg} by position" for each in positional if _is_switch(each)]
    return found


def _is_switch(parameter: ast.arg) -> bool:
    return isinstance(parameter.annotation, ast.Name) and parameter.annotation.id == "bool"


def test_nothing_is_too_large() -> None:
    assert size_violations(ROOT) == []


def test_every_exception_is_needed() -> None:
    needed = {
        f"{module.path}:{function.name}"
        for module in modules(ROOT)
        for function in functions(module)
        if len([*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]) > MOST_PARAMETERS
    }
    assert set(MORE_PARAMETERS) <= needed


def test_what_is_too_large_is_caught(tmp_path: Path) -> None:
    tree = copy_tree(tmp_path)
    plant(tree, "redactor/long.py", "x = 1\n" * (LONGEST_MODULE + 1))
    plant(tree, "redactor/tall.py", "def tall():\n" + "    x = 1\n" * LONGEST_FUNCTION)
    plant(tree, "redactor/wide.py", "def wide(a, b, c, *, d, e, f): ...\n")
    plant(tree, "redactor/dumb.py", "def dumb(a, b, c, d, e): ...\ndef _private(a, b, c, d, e): ...\n")
    plant(tree, "redactor/flag.py", "def flag(a, is_set: bool): ...\ndef named(a, *, is_set: bool): ...\n")
    caught = {each.split()[0].split(":")[0] for each in size_violations(tree)}
    assert caught == {f"redactor/{name}.py" for name in ("long", "tall", "wide", "dumb", "flag")}
    assert len(size_violations(tree)) == 5
