"""Settings: one frozen value from the settings file, the environment and flags, read once in `cli/`.

Order: flag, then environment (REDACTOR_…), then HOME/settings.toml, then the default. Unknown keys are errors.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import platformdirs

from redactor.domain.retention import parse_retention
from redactor.domain.reviewer import Duty
from redactor.errors import MissingTool, SettingsError

SETTINGS_FILE = "settings.toml"
PREFIX = "REDACTOR_"
OFFICES = ("auto", "libreoffice", "own")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that changes from place to place rather than from run to run."""

    home: Path
    """Where cases are kept."""
    workers: int = 0
    """Processes that read and redact side by side; 0 means one a core, 1 means none but this one."""
    key_place: str = "auto"
    """Where the key is that cases are sealed with: "auto" (the system's keyring where there is one, else a file in
    `home`), "keyring", "file", or the path of a file."""
    retention: str = "closed + 3 years"
    """How long a closed case is kept: see `redactor.domain.retention`."""
    database: str = ""
    """A SQLAlchemy URL; "" means SQLite in `home`."""
    office: str = "auto"
    """Who makes the pages of Word and slide files: "libreoffice", "own" (redactor), "auto" (LibreOffice if here)."""
    ocr: str = "thorough"
    """How scanned pages are read: thorough, quick, tesseract or rapid."""
    names_folder: str = ""
    """Folder of another names model than the one that comes with redactor."""
    read_seconds: float = 600.0
    """The longest that one file may take to be read, in seconds."""
    read_memory_mb: int = 2048
    """The most memory that reading one file may take."""
    reviewer: str = ""
    """The name under which decisions are recorded; "" means the name of the account."""
    duties: str = ""
    """The duties of whoever works with this home folder, with commas between; "" means all of them."""

    sample_size: int = 60
    """How many findings, and how many pages, a quality sample needs before it speaks for bulk acceptance."""
    sample_worst: float = 0.06
    """The largest share of wrong findings that a sample has to rule out, with 95 % confidence; 0 to 1."""
    bulk_at_once: int = 100
    """How many suggestions one act may accept in bulk."""
    bulk_an_hour: int = 500
    """How many suggestions one person may accept in bulk within an hour; 0 forbids it."""
    address: str = ""
    """What a team types to reach `redactor serve`: scheme and host, such as https://sar.example.org."""
    certificate: str = ""
    """The file of the certificate that the server speaks TLS with."""
    certificate_key: str = ""
    """The file of its key."""
    trusted_proxy: str = ""
    """The IP address of the one proxy that requests come through."""
    idle_minutes: int = 30
    """After how many minutes of nothing somebody has to sign in again."""
    session_hours: int = 10
    """After how many hours somebody has to sign in again in any case."""
    sessions: int = 5
    """How many sessions one person may have side by side; of more the oldest end."""
    oidc_issuer: str = ""
    """The service that vouches for people by OpenID Connect; "" for none."""
    oidc_client_id: str = ""
    """The name by which that service knows this server."""
    oidc_secret_file: str = ""
    """The file with the secret that the service gave this server."""
    oidc_claim: str = "email"
    """What of the service's word is an account's identity."""
    oidc_label: str = "your organisation"
    """What stands on the button."""

    def worker_count(self) -> int:
        """How many worker processes to run; never less than 1."""
        return self.workers or len(_usable_cores())

    def own_duties(self) -> frozenset[str]:
        """The words of `duties`."""
        return frozenset(word for each in self.duties.split(",") if (word := each.strip().lower()))


def _usable_cores() -> set[int]:
    if hasattr(os, "sched_getaffinity"):
        return os.sched_getaffinity(0)
    return set(range(os.cpu_count() or 1))


def load_settings(home: Path | None = None, *, environment: Mapping[str, str]) -> Settings:
    """Read the settings; raises SettingsError naming the key that does not fit.

    `home` is the --home flag. The settings file is looked for in the home folder and need not exist.
    """
    place = home or Path(environment.get(PREFIX + "HOME") or platformdirs.user_data_dir("redactor", appauthor=False))
    settings = Settings(home=place.expanduser().absolute())
    settings = _with(settings, _read_file(settings.home / SETTINGS_FILE), origin=SETTINGS_FILE)
    named = {key[len(PREFIX) :].lower(): text for key, text in environment.items() if key.startswith(PREFIX)}
    for apart in ("home", "key"):  # the folder of the settings; and a secret, which only the store reads
        named.pop(apart, None)
    settings = _with(settings, named, origin="the environment")
    _require_sensible(settings)
    return settings


def _require_sensible(settings: Settings) -> None:
    least = {"workers": 0, "read_seconds": 1, "read_memory_mb": 1, "idle_minutes": 1, "session_hours": 1, "sessions": 1}
    least |= {"sample_size": 1, "sample_worst": 0, "bulk_at_once": 1, "bulk_an_hour": 0}
    for key, bound in least.items():
        if not getattr(settings, key) >= bound:  # so that "nan" does not fit either
            raise SettingsError(f"setting {key!r} needs a number of at least {bound}")
    if settings.sample_worst > 1:
        raise SettingsError("setting 'sample_worst' is a share, from 0 to 1")
    if unknown := settings.own_duties() - {duty.value for duty in Duty}:
        raise SettingsError(
            f"setting 'duties' has unknown words: {len(unknown)}",
            remedy=f"Known are: {', '.join(sorted(duty.value for duty in Duty))}.",
        )
    parse_retention(settings.retention)
    if settings.office not in OFFICES:
        raise SettingsError(f"setting 'office' has to be one of: {', '.join(OFFICES)}")


def _read_file(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path.name} is not a TOML file: {error}") from error


def _with(settings: Settings, given: Mapping[str, Any], *, origin: str) -> Settings:
    kinds = {field.name: type(getattr(settings, field.name)) for field in fields(settings) if field.name != "home"}
    changes: dict[str, Any] = {}
    for key, untrusted in given.items():
        if key not in kinds:
            raise SettingsError(
                f"unknown setting {key!r} in {origin}", remedy=f"Known are: {', '.join(sorted(kinds))}."
            )
        try:
            changes[key] = kinds[key](untrusted)
        except (TypeError, ValueError) as error:
            raise SettingsError(f"setting {key!r} in {origin} needs a {kinds[key].__name__}") from error
    return replace(settings, **changes)


def shipped_folder(name: str) -> Path:
    """The folder of that name ("rules", "models", "samples") that travels with redactor.

    It lies beside the package in an installed wheel and beside the repository's other folders in a checkout.
    Raises MissingTool where it is in neither.
    """
    package = Path(__file__).parent
    for candidate in (package / name, package.parent / name):
        if candidate.is_dir():
            return candidate
    raise MissingTool(f"the {name} folder is missing", remedy="Install redactor again.")
