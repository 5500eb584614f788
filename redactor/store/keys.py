"""The keys that everything stored is sealed with: one a case, and one of the installation that wraps those.

A case's key is an age identity (https://age-encryption.org/v1): files are sealed by it directly, texts in rows by
AES-256-GCM with a key drawn from it (HKDF-SHA256, RFC 5869). It is stored only wrapped for the installation's own
identity; whoever destroys the wrapped key destroys the case, in every copy of its rows and files. The same
installation identity yields the Ed25519 key (RFC 8032) that signs the log.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import zlib
from dataclasses import dataclass, field
from functools import cached_property

import pyrage
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from redactor.errors import KeyLost, StoreError

IDENTITY_PREFIX = "AGE-SECRET-KEY-1"
SEALED_PREFIX = "sealed:"
"""How a sealed text begins: then the id of its key, a colon, and base64 of nonce and ciphertext."""
KEY_ID_BYTES = 8
_NONCE = 12
_PLAIN, _PACKED = b"0", b"1"
_WORTH_PACKING = 200
"""Texts shorter than this are not compressed before they are sealed."""


@dataclass(frozen=True)
class CaseKey:
    """The key of one case; `id` is random and says nothing about it."""

    id: str
    identity: str = field(repr=False)

    def seal_text(self, text: str) -> str:
        """The text, sealed for a row; each time another one."""
        plain = text.encode()
        plain = _PACKED + zlib.compress(plain, 1) if len(plain) >= _WORTH_PACKING else _PLAIN + plain
        nonce = os.urandom(_NONCE)
        sealed = nonce + self._cipher.encrypt(nonce, plain, self.id.encode())
        return f"{SEALED_PREFIX}{self.id}:{base64.b64encode(sealed).decode()}"

    def open_text(self, sealed: str) -> str:
        """What `seal_text` sealed; raises StoreError where it was altered or another key sealed it."""
        try:
            untrusted = base64.b64decode(sealed.removeprefix(f"{SEALED_PREFIX}{self.id}:"), validate=True)
            plain = self._cipher.decrypt(untrusted[:_NONCE], untrusted[_NONCE:], self.id.encode())
        except (ValueError, InvalidTag) as error:
            raise StoreError("a sealed row has been changed") from error
        return (zlib.decompress(plain[1:]) if plain[:1] == _PACKED else plain[1:]).decode()

    def seal(self, content: bytes) -> bytes:
        """The bytes as an age file."""
        return bytes(pyrage.encrypt(content, [self._age.to_public()]))

    def open(self, sealed: bytes) -> bytes:
        """What `seal` sealed; raises StoreError where it was altered or another key sealed it."""
        try:
            return bytes(pyrage.decrypt(sealed, [self._age]))
        except pyrage.DecryptError as error:
            raise StoreError("a sealed file has been changed") from error

    def blind(self, text: str) -> str:
        """A name for the text that tells nothing to those without the key: HMAC-SHA256, hex."""
        return hmac.new(self._blinding, text.encode(), hashlib.sha256).hexdigest()

    @cached_property
    def _age(self) -> pyrage.x25519.Identity:
        return pyrage.x25519.Identity.from_str(self.identity)

    @cached_property
    def _cipher(self) -> AESGCM:
        return AESGCM(_drawn(self.identity, b"redactor rows"))

    @cached_property
    def _blinding(self) -> bytes:
        return _drawn(self.identity, b"redactor names")


@dataclass(frozen=True)
class InstallationKey:
    """The one secret of an installation: it opens the keys of the cases and signs their logs."""

    identity: str = field(repr=False)

    @cached_property
    def recipient(self) -> str:
        """The public half: what a key is wrapped for, and the name of this key."""
        return str(self._age.to_public())

    def wrap(self, content: bytes) -> str:
        """The bytes, readable with this key alone, as text."""
        return base64.b64encode(pyrage.encrypt(content, [self._age.to_public()])).decode()

    def unwrap(self, wrapped: str) -> bytes:
        """What was wrapped; raises KeyLost where it was wrapped for another key."""
        try:
            return bytes(pyrage.decrypt(base64.b64decode(wrapped), [self._age]))
        except (ValueError, pyrage.DecryptError) as error:
            raise KeyLost("a case's key was wrapped for another installation's key") from error

    def sign(self, content: bytes) -> str:
        """The Ed25519 signature, hex."""
        return self._signing.sign(content).hex()

    @cached_property
    def verifying(self) -> str:
        """The key that its signatures are checked with, hex; no secret."""
        return self._signing.public_key().public_bytes_raw().hex()

    @cached_property
    def _age(self) -> pyrage.x25519.Identity:
        return pyrage.x25519.Identity.from_str(self.identity)

    @cached_property
    def _signing(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(_drawn(self.identity, b"redactor signature"))


def new_case_key() -> CaseKey:
    """A fresh key of a case."""
    return CaseKey(os.urandom(KEY_ID_BYTES).hex(), str(pyrage.x25519.Identity.generate()))


def new_installation_key() -> InstallationKey:
    """A fresh key of an installation."""
    return InstallationKey(str(pyrage.x25519.Identity.generate()))


def read_installation_key(untrusted: str) -> InstallationKey:
    """The key in the text of a key file, as age-keygen writes it too: comments, then one line.

    Raises KeyLost where there is none in it; the text is never quoted.
    """
    lines = [line.strip() for line in untrusted.splitlines() if line.strip().startswith(IDENTITY_PREFIX)]
    try:
        (identity,) = lines
        pyrage.x25519.Identity.from_str(identity)
    except (ValueError, pyrage.IdentityError) as error:
        raise KeyLost("this is no installation key") from error
    return InstallationKey(identity)


def lock_secret(content: bytes, passphrase: str) -> bytes:
    """The bytes as an age file that the passphrase opens."""
    return bytes(pyrage.passphrase.encrypt(content, passphrase))


def unlock_secret(untrusted: bytes, passphrase: str) -> bytes:
    """What `lock_secret` locked; raises KeyLost where the passphrase is another."""
    try:
        return bytes(pyrage.passphrase.decrypt(untrusted, passphrase))
    except pyrage.DecryptError as error:
        raise KeyLost("the passphrase does not open this file") from error


def is_signed(content: bytes, signature: str, verifying: str) -> bool:
    """Whether the signature (hex) over the content is that of the key (hex)."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(verifying)).verify(bytes.fromhex(signature), content)
    except (ValueError, InvalidSignature):
        return False
    return True


def _drawn(identity: str, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(identity.encode())
