"""Where the installation's key is kept: the environment, the system's keyring, or a file.

A key that is lost is never replaced in silence: once a store knows its key, only that key opens it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from redactor.errors import KeyLost, SettingsError
from redactor.store.keys import InstallationKey, new_installation_key, read_installation_key

VARIABLE = "REDACTOR_KEY"
"""The environment variable that may hold the key itself."""
KEY_FILE = "installation.key"
KEYRING_NAME = "redactor"
AUTO, KEYRING, FILE = "auto", "keyring", "file"
_LEAST_PRIORITY = 1.0
"""Keyring's own measure: backends below it keep nothing safe, or nothing at all."""
_HEAD = "# The key of this installation of redactor. Whoever has it can read the cases; without it nobody can.\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyPlaces:
    """Where to look for the key of a home folder, and where to keep a new one.

    `choice` is "auto" (the keyring where the system has one, else the file), "keyring", "file", or a path.
    """

    home: Path
    choice: str = FILE
    environment: Mapping[str, str]

    def find(self, recipient: str) -> tuple[InstallationKey, str]:
        """The key whose public half is `recipient`, and the place where it was found, in words.

        Raises KeyLost where no place has it.
        """
        for place, text in self._kept(recipient):
            key = read_installation_key(text)
            if key.recipient == recipient:
                return key, place
        raise KeyLost(f"the key of this installation ({recipient[:16]}…) is neither in {' nor in '.join(self._told())}")

    def keep_new(self) -> InstallationKey:
        """A key for a store that has none yet: the one that is given, else a new one that is kept at once."""
        given = self.environment.get(VARIABLE)
        if given:
            return read_installation_key(given)
        if self.file.exists():
            return read_installation_key(self.file.read_text("utf-8"))
        key = new_installation_key()
        self.keep(key)
        return key

    def keep(self, key: InstallationKey) -> str:
        """Keep a key where the choice says; returns the place in words. Raises SettingsError without a keyring."""
        if self.choice == KEYRING or (self.choice == AUTO and has_keyring()):
            _keyring_keep(key)
            return "the system's keyring"
        write_secret(self.file, key_text(key).encode())
        return str(self.file)

    @property
    def file(self) -> Path:
        """The key file, whether or not it is there."""
        is_path = self.choice not in (AUTO, KEYRING, FILE)
        return Path(self.choice).expanduser() if is_path else self.home / KEY_FILE

    def _kept(self, recipient: str) -> list[tuple[str, str]]:
        kept = []
        if self.environment.get(VARIABLE):
            kept.append((f"the variable {VARIABLE}", self.environment[VARIABLE]))
        if self.file.exists():
            kept.append((str(self.file), self.file.read_text("utf-8")))
        if not kept and self.choice in (AUTO, KEYRING) and (found := _keyring_find(recipient)):
            kept.append(("the system's keyring", found))
        return kept

    def _told(self) -> list[str]:
        told = [f"the variable {VARIABLE}", str(self.file)]
        return [*told, "the system's keyring"] if self.choice in (AUTO, KEYRING) else told


def key_text(key: InstallationKey) -> str:
    """The key as a file holds it; age itself reads it too."""
    return f"{_HEAD}# public: {key.recipient}\n{key.identity}\n"


def has_keyring() -> bool:
    """Whether the system has a keyring that keeps secrets and can be spoken to now."""
    # Imported here, not above: it looks for backends, which takes a tenth of a second.
    import keyring

    return float(keyring.get_keyring().priority) >= _LEAST_PRIORITY


def write_secret(place: Path, content: bytes) -> None:
    """Write a file that only this account can read; it is whole on the disk, or not there."""
    beside = place.with_name(f".{place.name}.tmp")
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside.unlink(missing_ok=True)
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    beside.replace(place)


def _keyring_find(recipient: str) -> str | None:
    # Imported here, not above: see has_keyring.
    import keyring
    from keyring.errors import KeyringError

    try:
        return keyring.get_password(KEYRING_NAME, recipient)
    except KeyringError:
        return None


def _keyring_keep(key: InstallationKey) -> None:
    # Imported here, not above: see has_keyring.
    import keyring
    from keyring.errors import KeyringError

    try:
        keyring.set_password(KEYRING_NAME, key.recipient, key.identity)
    except KeyringError as error:
        raise SettingsError(
            "the system's keyring does not take the key", remedy='Set key_place = "file" or the path of a file.'
        ) from error
