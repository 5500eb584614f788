"""The docs are held to the program: what can be typed, set, met or chosen is on its page, and what they show works."""

from __future__ import annotations

import re
import shlex
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from datetime import date
from enum import IntEnum
from pathlib import Path

import click
import pytest

from docs.make_grounds import render
from redactor import errors
from redactor.cli.main import cli
from redactor.config import PREFIX, SETTINGS_FILE, Settings, load_settings
from redactor.domain.bundle import Fate
from redactor.domain.case import Case, Clock, Controller, KnownPerson, Requester, Subject
from redactor.domain.exemption import Exemption
from redactor.request import REQUEST_KEYS, build_case
from redactor.rulebook import load_rulebook
from tests.house.tree import ROOT, copy_tree, modules, plant

REQUEST_TABLES: Mapping[str, tuple[str, ...]] = {
    "request": REQUEST_KEYS,
    "controller": tuple(field.name for field in fields(Controller)),
    "subject": tuple(field.name for field in fields(Subject)),
    "requester": tuple(field.name for field in fields(Requester)),
    "people": tuple(field.name for field in fields(KnownPerson)),
    "clock": tuple(field.name for field in fields(Clock)),
}
_LINK = re.compile(r"\]\(([^)#\s]*)(?:#([^)\s]+))?\)")
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def page(tree_root: Path, name: str) -> str:
    """The text of one page of the docs."""
    return (tree_root / "docs" / name).read_text("utf-8")


def section(text: str, heading: str) -> str:
    """What stands below the heading that begins so, down to the next heading; "" where there is none."""
    found = re.search(rf"^#+ {heading}[^\n]*\n(.*?)(?=^#{{1,6}} |\Z)", text, re.MULTILINE | re.DOTALL)
    return found[0] if found else ""


# ---------------------------------------------------------------- what the docs have to mention
def command_violations(tree_root: Path, program: click.Group = cli) -> list[str]:
    """Commands without a section of docs/commands.md, and options that their section does not mention."""
    text = page(tree_root, "commands.md")
    found = []
    for path, command in _commands(program, "redactor"):
        told = section(text, rf"`{path}(?:`| [A-Z\[])")
        if not told:
            found.append(f"{path} has no section")
        options = [each for each in command.params if isinstance(each, click.Option)]
        names = [name for each in options for name in (*each.opts, *each.secondary_opts) if not each.hidden]
        found += [f"{path} {name} is not told" for name in names if told and f"`{name}" not in told]
    return found


def _commands(command: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            assert child is not None
            yield from _commands(child, f"{path} {name}")


def exit_code_violations(tree_root: Path, codes: Iterable[IntEnum] = errors.ExitCode) -> list[str]:
    """Exit codes and errors that have no row in docs/exit-codes.md."""
    text = page(tree_root, "exit-codes.md")
    kinds = [each for each in vars(errors).values() if isinstance(each, type)]
    named = [each for each in kinds if errors.RedactorError in each.__mro__[1:]]
    return [f"exit code {code.name}" for code in codes if f"| {code.value} | `{code.name}` |" not in text] + [
        f"error {each.__name__}"
        for each in named
        if not re.search(rf"^\| {each.exit_code.value} .*`{each.__name__}`", text, re.MULTILINE)
    ]


def setting_violations(tree_root: Path, kind: type = Settings) -> list[str]:
    """Settings without a row in docs/settings.md that gives the default, or without their variable."""
    text, found = page(tree_root, "settings.md"), []
    for each in fields(kind):
        row = re.search(rf"^\| `{each.name}` \|(.*)$", text, re.MULTILINE)
        default = "" if each.name == "home" else '`""`' if each.default == "" else f"`{each.default}`".replace("'", '"')
        if isinstance(each.default, str) and each.default:
            default = f'`"{each.default}"`'
        if row is None or default not in row[1]:
            found.append(f"setting {each.name}")
        if f"`{PREFIX}{each.name.upper()}`" not in text:
            found.append(f"variable {PREFIX}{each.name.upper()}")
    return found


def ground_violations(tree_root: Path) -> list[str]:
    """Whether the tables of docs/grounds.md are those that the rules make."""
    exemptions: Mapping[str, Exemption] = load_rulebook(tree_root / "rules").exemptions
    text = page(tree_root, "grounds.md")
    missing = [f"ground {code}" for code in exemptions if f"| `{code}` |" not in text]
    stale = text != render(text, exemptions.values())
    return missing + (["the tables are not what the rules say: python -m docs.make_grounds"] if stale else [])


def request_violations(tree_root: Path, tables: Mapping[str, Iterable[str]] = REQUEST_TABLES) -> list[str]:
    """Keys of request.toml that their section of docs/request.md does not explain, and roles that it does not list."""
    text, found = page(tree_root, "request.md"), []
    for table, keys in tables.items():
        told = section(text, rf"`\[+{table}\]+`")
        found += [f"[{table}] {key}" for key in keys if f"`{key}`" not in told]
    roles = load_rulebook(tree_root / "rules").roles
    asked = [role for role in roles if role not in ("subject", "requester")]
    return found + [f"role {role}" for role in asked if f"| `{role}` |" not in text]


def link_violations(tree_root: Path) -> list[str]:
    """Links between pages that lead nowhere, and pages to which no link leads."""
    pages = {path.name: path.read_text("utf-8") for path in sorted((tree_root / "docs").glob("*.md"))}
    found, reached = [], {"index.md"}
    for name, text in pages.items():
        for target, anchor in _LINK.findall(text):
            if target.startswith("http"):
                continue
            reached.add(target or name)
            if (target or name) not in pages:
                found.append(f"{name} -> {target}")
            elif anchor and anchor not in _anchors(pages[target or name]):
                found.append(f"{name} -> {target}#{anchor}")
    return found + [f"nothing leads to {name}" for name in pages if name not in reached]


def _anchors(text: str) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in headings}


# ---------------------------------------------------------------- what the docs show has to work
def example_violations(tree_root: Path, program: click.Group = cli) -> list[str]:
    """Commands in the examples of the docs that name a command or an option which there is not."""
    found = []
    for path in sorted((tree_root / "docs").glob("*.md")):
        for language, block in _FENCE.findall(path.read_text("utf-8")):
            lines = [line for line in block.splitlines() if line.startswith("redactor ")]
            found += [f"{path.name}: {line}" for line in lines if language == "sh" and not _is_known(line, program)]
    return found


def _is_known(line: str, program: click.Group) -> bool:
    command: click.Command = program
    options: set[str] = set()
    for token in shlex.split(line)[1:]:
        options |= {name for each in command.params for name in (*each.opts, *each.secondary_opts)}
        if token.startswith("--"):
            if token not in options:
                return False
        elif isinstance(command, click.Group):
            child = command.get_command(click.Context(command), token)
            if child is None:
                return False
            command = child
    return True


def test_every_command_and_option_is_told() -> None:
    assert command_violations(ROOT) == []


def test_every_exit_code_and_error_is_told() -> None:
    assert exit_code_violations(ROOT) == []


def test_every_setting_is_told() -> None:
    assert setting_violations(ROOT) == []


def test_the_grounds_are_those_of_the_rules() -> None:
    assert ground_violations(ROOT) == []


def test_every_key_of_a_request_is_told() -> None:
    assert request_violations(ROOT) == []
    assert {field.name for field in fields(Case)} == {*REQUEST_KEYS, *REQUEST_TABLES} - {"request"}


def test_every_outcome_of_a_file_is_told() -> None:
    assert [fate for fate in Fate if f"| `{fate.value}` |" not in page(ROOT, "output.md")] == []


def test_links_lead_somewhere_and_every_page_is_reached() -> None:
    assert link_violations(ROOT) == []


def test_commands_in_examples_exist() -> None:
    assert example_violations(ROOT) == []


def test_pages_that_the_program_names_exist() -> None:
    named = {name for module in modules(ROOT) for name in re.findall(r"docs/[\w-]+\.md", module.text)}
    assert [name for name in named if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("name", ["request.md", "first-request.md"])
def test_requests_in_the_docs_load(name: str) -> None:
    shown = [block for language, block in _FENCE.findall(page(ROOT, name)) if language == "toml"]
    cases = [build_case(tomllib.loads(block), today=date(2026, 9, 1)) for block in shown]
    assert cases
    if name == "request.md":
        given = tomllib.loads(shown[0])
        assert {table for table in REQUEST_TABLES if table in given} == set(REQUEST_TABLES)


def test_settings_in_the_docs_load(tmp_path: Path) -> None:
    (shown,) = [block for language, block in _FENCE.findall(page(ROOT, "settings.md")) if language == "toml"]
    (tmp_path / SETTINGS_FILE).write_text(shown, "utf-8")
    assert load_settings(tmp_path, environment={}).workers == 4


# ---------------------------------------------------------------- each rule catches what is planted
def test_a_command_and_an_option_nobody_told_are_caught() -> None:
    @click.group(name="redactor")
    def program() -> None: ...

    @program.command()
    @click.option("--sideways", is_flag=True)
    def verify(sideways: bool) -> None: ...

    @program.command()
    def conjure() -> None: ...

    caught = command_violations(ROOT, program)
    assert "redactor verify --sideways is not told" in caught
    assert "redactor conjure has no section" in caught


def test_an_exit_code_nobody_told_is_caught() -> None:
    class Codes(IntEnum):
        DONE = 0
        OUT_OF_PAPER = 10

    assert exit_code_violations(ROOT, Codes) == ["exit code OUT_OF_PAPER"]


def test_what_is_taken_out_of_the_docs_is_caught(tmp_path: Path) -> None:
    tree = copy_tree(tmp_path)
    for name, line in (
        ("settings.md", "| `workers` |"),
        ("request.md", "| `authority` |"),
        ("request.md", "| `referee` |"),
        ("exit-codes.md", "| 7 |"),
        ("grounds.md", "| `TP-ID` |"),
    ):
        text = page(tree, name)
        assert line in text
        (tree / "docs" / name).write_text(re.sub(rf"^{re.escape(line)}.*\n", "", text, flags=re.MULTILINE), "utf-8")
    assert setting_violations(tree) == ["setting workers"]
    assert request_violations(tree) == ["[requester] authority", "role referee"]
    assert "exit code LEAK_FOUND" in exit_code_violations(tree)
    assert "error TextLeft" in exit_code_violations(tree)
    assert len(ground_violations(tree)) == 2


def test_a_ground_that_changed_is_caught(tmp_path: Path) -> None:
    tree = copy_tree(tmp_path)
    rules = tree / "rules" / "exemptions.yaml"
    rules.write_text(rules.read_text("utf-8").replace("label: Legal advice", "label: Counsel", 1), "utf-8")
    assert ground_violations(tree) == ["the tables are not what the rules say: python -m docs.make_grounds"]


def test_dead_links_and_commands_that_do_not_exist_are_caught(tmp_path: Path) -> None:
    links, block = "[x](nowhere.md) [y](output.md#no-such-place)", "redactor case conjure\nredactor run --sideways"
    lines = f"\n{links}\n\n```sh\n{block}\n```\n"
    tree = plant(copy_tree(tmp_path), "docs/index.md", lines)
    (tree / "docs" / "island.md").write_text("# Island\n", "utf-8")
    assert len(link_violations(tree)) == 3
    assert len(example_violations(tree)) == 2
