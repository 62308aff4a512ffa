"""A checkpoint with a signature below it: whose it is can be checked, and nothing else is believed."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

from tic_core.errors import DocumentError, UsageError
from tic_core.ledger import Checkpoint
from tic_core.ledger.signing import Key, public_key, secret_key, signed, signed_by

CHECKPOINT = Checkpoint("cn-sd-weihai", 8, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328")
PLAIN = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


def pems(folder: Path, key: Any, name: str = "key") -> tuple[Path, Path]:
    secret, public = folder / f"{name}.pem", folder / f"{name}.pub"
    secret.write_bytes(key.private_bytes(serialization.Encoding.PEM, *PLAIN))
    told = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    public.write_bytes(told)
    return secret, public


@pytest.fixture
def key(tmp_path: Path) -> tuple[Path, Path]:
    return pems(tmp_path, ed25519.Ed25519PrivateKey.from_private_bytes(bytes(range(32))))


def test_a_signed_checkpoint_is_the_checkpoint_with_a_line_below_and_its_signer_can_be_checked(key: tuple[Path, Path]) -> None:
    text = signed(CHECKPOINT, secret_key(key[0], "wh.bureau"))
    assert text.startswith(CHECKPOINT.text + "\n— wh.bureau ")
    assert Checkpoint.parse(text) == CHECKPOINT
    assert signed_by(text, public_key(key[1], "wh.bureau"))
    assert signed_by(text.replace("\n", "\r\n"), public_key(key[1], "wh.bureau"))


def test_the_form_is_frozen_by_a_golden_vector(key: tuple[Path, Path]) -> None:
    """Ed25519 signs the same bytes the same way everywhere; the four bytes before are SHA-256(name, LF, 01, public key)."""
    text = signed(CHECKPOINT, secret_key(key[0], "wh.bureau"))
    assert text.splitlines()[-1] == (
        "— wh.bureau r5Udwb6mPPWz2s5oE2rrTxpLx/RYbn5pyHn0a5slZiicEK8Mp9wzREC0Js6rB7vi1JqlhjxCbyHeUXtCe1tmcA8kDwA="
    )


@pytest.mark.parametrize("how", ["root", "size", "name", "signature", "none"])
def test_what_was_not_signed_by_that_key_does_not_pass_for_it(key: tuple[Path, Path], how: str) -> None:
    text = signed(CHECKPOINT, secret_key(key[0], "wh.bureau"))
    name = "another" if how == "name" else "wh.bureau"
    changed = {
        "root": text.replace("Xcna", "Ycna"),
        "size": text.replace("\n8\n", "\n9\n"),
        "signature": text[:-5] + ("A" if text[-5] != "A" else "B") + text[-4:],
        "none": CHECKPOINT.text,
    }.get(how, text)
    assert not signed_by(changed, public_key(key[1], name))


def test_another_key_of_the_same_name_does_not_pass(key: tuple[Path, Path], tmp_path: Path) -> None:
    other = pems(tmp_path, ed25519.Ed25519PrivateKey.from_private_bytes(bytes(32)), "other")
    text = signed(CHECKPOINT, secret_key(key[0], "wh.bureau"), secret_key(other[0], "witness"))
    assert signed_by(text, public_key(other[1], "witness"))
    assert not signed_by(text, public_key(other[1], "wh.bureau"))


def test_a_signer_of_the_callers_own_signs_too() -> None:
    class Machine:
        name, key_id = "sm2.machine", b"\x00\x00\x00\x02"

        def sign(self, message: bytes) -> bytes:
            return message[:3]

    assert signed(CHECKPOINT, Machine()).splitlines()[-1] == "— sm2.machine AAAAAmNuLQ=="


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\n"])
def test_a_name_that_would_break_the_line_is_refused(key: tuple[Path, Path], name: str) -> None:
    with pytest.raises(UsageError):
        secret_key(key[0], name)


def test_a_file_that_holds_no_such_key_is_named(tmp_path: Path, key: tuple[Path, Path]) -> None:
    secret, public = pems(tmp_path, ec.generate_private_key(ec.SECP256R1()), "ec")
    (tmp_path / "none.pem").write_text("no key")
    for read, file in ((secret_key, secret), (public_key, public), (secret_key, tmp_path / "none.pem"), (secret_key, key[1])):
        with pytest.raises(DocumentError) as caught:
            read(file, "x")
        assert caught.value.faults[0].file == str(file)


def test_without_the_extra_signing_says_how_to_get_it(key: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cryptography.hazmat.primitives.asymmetric", None)
    monkeypatch.setitem(sys.modules, "cryptography.hazmat.primitives", None)
    with pytest.raises(UsageError, match=r"tic-core\[signing\]"):
        secret_key(key[0], "x")


def test_a_key_without_its_secret_part_does_not_sign() -> None:
    with pytest.raises(UsageError):
        Key("x", bytes(32)).sign(b"")
