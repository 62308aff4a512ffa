"""Signed checkpoints: the three lines, an empty line, and a line for each signature, as transparency logs print them.

A signature is made by an algorithm with a name. ``ed25519`` needs the extra ``signing``; another (SM2 in a signing machine, say)
is a :class:`Signer` of the caller's own. Who has signed is for the reader to know: keys are compared by name and by key, and never
trusted because they are there.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import attrs

from tic_core.errors import DocumentError, Fault, UsageError
from tic_core.ledger.chain import Checkpoint
from tic_core.text import Text

MESSAGES = {
    "no-library": Text("签名需要 cryptography", "signing needs cryptography"),
    "no-library-remedy": Text("请安装：pip install 'tic-core[signing]'", "install it: pip install 'tic-core[signing]'"),
    "name": Text(
        "签名者名称“{name}”不能为空，也不能有空格或加号", "the signer's name “{name}” is empty or has a space or plus sign"
    ),
    "key": Text("不是 Ed25519 密钥文件", "this is no file of an Ed25519 key"),
    "key-expected": Text(
        "PEM 格式，未加密（openssl genpkey -algorithm ed25519）", "PEM, unencrypted (openssl genpkey -algorithm ed25519)"
    ),
}

DASH = "— "  # what every signature line begins with
KINDS = {"ed25519": b"\x01"}


class Signer(Protocol):
    """Who signs: ``name`` and ``key_id`` say whose signature it is, ``sign`` makes it."""

    @property
    def name(self) -> str:
        """Who it is."""

    @property
    def key_id(self) -> bytes:
        """Four bytes that tell one key of a name from another."""

    def sign(self, message: bytes) -> bytes:
        """The signature of ``message``."""


@attrs.frozen
class Key:
    """An Ed25519 key of somebody's; without the secret part it only checks."""

    name: str
    public: bytes
    secret: Callable[[bytes], bytes] | None = None

    @property
    def key_id(self) -> bytes:
        """Four bytes that tell one key of a name from another."""
        return hashlib.sha256(self.name.encode() + b"\n" + KINDS["ed25519"] + self.public).digest()[:4]

    def sign(self, message: bytes) -> bytes:
        """The signature of ``message``; UsageError without the secret part."""
        if self.secret is None:
            raise UsageError(MESSAGES["key"], MESSAGES["key-expected"])
        return self.secret(message)

    def holds(self, message: bytes, signature: bytes) -> bool:
        """Whether ``signature`` is this key's over ``message``."""
        ed25519, _ = _library()
        from cryptography.exceptions import InvalidSignature

        try:
            ed25519.Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except InvalidSignature:
            return False
        return True


def signed(checkpoint: Checkpoint, *signers: Signer) -> str:
    """The checkpoint's three lines with the signatures below them."""
    body = checkpoint.text
    lines = [f"{DASH}{each.name} {base64.b64encode(each.key_id + each.sign(body.encode())).decode()}\n" for each in signers]
    return body + "\n" + "".join(lines) if lines else body


def signed_by(text: str, key: Key) -> bool:
    """Whether a printed checkpoint carries a valid signature of ``key``."""
    body, gap, below = text.replace("\r\n", "\n").partition("\n\n")
    for line in below.splitlines() if gap else ():
        name, _, told = line.removeprefix(DASH).partition(" ")
        try:
            found = base64.b64decode(told, validate=True)
        except ValueError:
            continue
        if line.startswith(DASH) and (name, found[:4]) == (key.name, key.key_id) and key.holds(f"{body}\n".encode(), found[4:]):
            return True
    return False


def secret_key(file: Path, name: str) -> Key:
    """The key of a PEM file with its secret part, under the name of whoever signs."""
    ed25519, serialization = _library()
    key = _pem(file, lambda data: serialization.load_pem_private_key(data, password=None), ed25519.Ed25519PrivateKey)
    return Key(_named(name), key.public_key().public_bytes_raw(), key.sign)


def public_key(file: Path, name: str) -> Key:
    """The public key of a PEM file, under the name of whoever signed."""
    ed25519, serialization = _library()
    key = _pem(file, serialization.load_pem_public_key, ed25519.Ed25519PublicKey)
    return Key(_named(name), key.public_bytes_raw())


def _library() -> tuple[Any, Any]:
    try:
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.asymmetric import ed25519
    except ImportError as error:
        raise UsageError(MESSAGES["no-library"], MESSAGES["no-library-remedy"]) from error
    return ed25519, serialization


def _pem(file: Path, load: Callable[[bytes], Any], wanted: type) -> Any:
    try:
        key = load(file.read_bytes())
    except (ValueError, TypeError) as error:
        raise _no_key(file) from error
    if not isinstance(key, wanted):
        raise _no_key(file)
    return key


def _no_key(file: Path) -> DocumentError:
    return DocumentError([Fault("no-key", str(file), 0, 0, "", MESSAGES["key"], MESSAGES["key-expected"])])


def _named(name: str) -> str:
    if not name or any(sign.isspace() or sign == "+" for sign in name):
        raise UsageError(MESSAGES["name"].fill(name=name))
    return name
