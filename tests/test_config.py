"""Settings: flag before environment before file before default, and mistakes named."""

from __future__ import annotations

from pathlib import Path

import pytest

from redactor.config import Settings, load_settings, shipped_folder
from redactor.errors import MissingTool, SettingsError


def a_home(folder: Path, text: str) -> Path:
    (folder / "settings.toml").write_text(text, "utf-8")
    return folder


def test_without_anything_there_are_defaults(tmp_path: Path) -> None:
    assert load_settings(tmp_path, environment={}) == Settings(home=tmp_path)


def test_the_environment_comes_before_the_file(tmp_path: Path) -> None:
    home = a_home(tmp_path, 'workers = 3\nreviewer = "Ana"\n')
    settings = load_settings(home, environment={"REDACTOR_WORKERS": "2", "PATH": "/bin"})
    assert (settings.workers, settings.reviewer) == (2, "Ana")


def test_the_home_flag_comes_before_the_environment(tmp_path: Path) -> None:
    environment = {"REDACTOR_HOME": str(tmp_path / "there")}
    assert load_settings(None, environment=environment).home == tmp_path / "there"
    assert load_settings(tmp_path / "here", environment=environment).home == tmp_path / "here"


def test_a_home_is_absolute_and_knows_the_users_own_folder() -> None:
    assert load_settings(Path("~/x"), environment={}).home == Path.home() / "x"
    assert load_settings(Path("here"), environment={}).home == Path.cwd() / "here"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("wrokers = 3\n", "'wrokers'"),
        ('workers = "many"\n', "'workers'"),
        ("read_seconds = []\n", "'read_seconds'"),
        ("workers = \n", "settings.toml"),
        ("[workers]\n", "'workers'"),
        ("workers = -1\n", "'workers'"),
        ("read_seconds = 0\n", "'read_seconds'"),
        ("read_memory_mb = 0\n", "'read_memory_mb'"),
        ("read_seconds = nan\n", "'read_seconds'"),
    ],
)
def test_a_mistake_in_the_file_is_named(tmp_path: Path, text: str, named: str) -> None:
    with pytest.raises(SettingsError, match=named):
        load_settings(a_home(tmp_path, text), environment={})


def test_a_mistake_in_the_environment_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="'wrokers' in the environment"):
        load_settings(tmp_path, environment={"REDACTOR_WROKERS": "3"})


def test_there_is_always_one_worker_at_least(tmp_path: Path) -> None:
    assert Settings(home=tmp_path).worker_count() >= 1
    assert Settings(home=tmp_path, workers=5).worker_count() == 5


def test_the_folders_that_travel_with_redactor_are_found() -> None:
    assert (shipped_folder("rules") / "exemptions.yaml").is_file()
    assert (shipped_folder("models") / "names").is_dir()


def test_a_folder_that_did_not_travel_is_a_missing_part() -> None:
    with pytest.raises(MissingTool, match="nonsense"):
        shipped_folder("nonsense")
