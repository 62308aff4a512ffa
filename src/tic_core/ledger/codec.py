"""Records as bytes, in one spelling only: what is hashed, stored, exported and read again years later.

Canonical JSON: keys sorted by code point, no white space, UTF-8, strings in Unicode form NFC, numbers whole. Nobody can say
the same thing in two ways, so equal records have equal digests and a changed byte is always a changed record. Python's
``json.dumps(…, sort_keys=True, ensure_ascii=False, separators=(",", ":"))`` writes the same bytes: an auditor needs nothing
of ours to check them.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar, cast

import attrs

from tic_core.errors import LedgerError, UsageError
from tic_core.model.act import Act
from tic_core.model.event import Event
from tic_core.model.facts import Money, plain
from tic_core.model.subject import Duty
from tic_core.text import Text

if TYPE_CHECKING:
    import msgspec

T = TypeVar("T")

SCHEMA = 1
"""The newest form of :class:`~tic_core.model.event.Event` that this program reads."""

UPCASTERS: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {}
"""What makes the plain form of schema n that of schema n + 1, by n. A release that raises :data:`SCHEMA` adds a line here."""

MESSAGES = {
    "unfit": Text("无法记录：{why}", "this cannot be recorded: {why}"),
    "unfit-remedy": Text(
        "只记录是非、整数、文字及其列表和表；金额、小数和日期先写成文字",
        "record yes/no, whole numbers, text, and lists and tables of them; write amounts, decimals and dates as text",
    ),
    "float": Text("{value} 是浮点数，不精确", "{value} is a floating-point number, which is not exact"),
    "type": Text("{value} 的类型 {type} 不在允许之列", "{value} is of the type {type}, which has no plain form"),
    "key": Text("表的键 {value} 不是文字", "the key {value} of a table is not text"),
    "nfc": Text("文字 {value} 未按 Unicode NFC 书写", "the text {value} is not in Unicode form NFC"),
    "unreadable": Text("记录无法读出：{why}", "the record cannot be read: {why}"),
    "newer": Text(
        "记录的格式为第 {found} 版，本程序只读到第 {known} 版",
        "the record has format {found}; this program reads up to {known}",
    ),
    "newer-remedy": Text("请安装更新版本的 tic-core", "install a newer tic-core"),
    "damaged-remedy": Text("请运行 ticctl verify，并从备份恢复", "run ticctl verify, and restore the ledger from a backup"),
}

_DIGEST = re.compile("[0-9a-f]{64}")
_SCALARS = frozenset({str, int, bool, type(None)})
_BROKEN = (ValueError, TypeError, RecursionError)  # all that a decoder or encoder raises, UnicodeError among them


def encode(event: Event) -> bytes:
    """The one spelling of ``event``. UsageError for a float, a value that is not plain, a string not in NFC, a wrong type."""
    try:
        for effect in event.effects:
            if type(effect.value) not in _SCALARS:
                _hold_plain(effect.value)
        body = _encoder().encode(event)
        _events().decode(body)  # what cannot be read again is never written
    except _BROKEN as error:
        raise _unfit(both_said(error)) from error
    return _composed(body)


def decode(body: bytes) -> Event:
    """The event again, one of an older form as it is written now; the bytes stay as they lie.

    LedgerError when they are damaged or of a newer form than this program knows.
    """
    try:
        event: Event = _events().decode(body)
    except _BROKEN as error:
        found = _schema_of(body)
        if 0 < found < SCHEMA:
            return _raised(body, found)
        raise _newer(found) or _unreadable(error) from error
    if event.schema == SCHEMA:
        return event
    newer = _newer(event.schema)
    if newer:
        raise newer
    return _raised(body, event.schema)


def _raised(body: bytes, found: int) -> Event:
    """An event of an older form, brought step by step to the present one."""
    try:
        told = _anything().decode(body)
        for step in range(found, SCHEMA):
            told = UPCASTERS[step](told)
        event: Event = _events().decode(_encoder().encode(told | {"schema": SCHEMA}))
    except (*_BROKEN, LookupError) as error:
        raise _unreadable(ValueError(str(error))) from error
    return event


def is_canonical(body: bytes) -> bool:
    """Whether ``body`` is the one spelling of what it says; white space, another key order or a float make it False."""
    try:
        return bool(_encoder().encode(_anything().decode(body)) == body and _is_composed(body))
    except _BROKEN:
        return False


def encode_duty(duty: Duty) -> bytes:
    """A whole duty in canonical JSON."""
    return _composed(_encoder().encode(duty))


def decode_duty(body: bytes) -> Duty:
    """The duty again; LedgerError when the bytes are damaged."""
    try:
        duty: Duty = _duties().decode(body)
    except _BROKEN as error:
        raise _unreadable(error) from error
    return duty


def encode_plain(value: Any) -> bytes:
    """A plain value (yes/no, whole number, text, lists and tables of them) in canonical JSON, its strings brought to NFC."""
    try:
        told = nfc(value)
        _hold_plain(told)
        return bytes(_encoder().encode(told))
    except _BROKEN as error:
        raise _unfit(both_said(error)) from error


def decode_plain(body: bytes) -> Any:
    """The plain value again; LedgerError when the bytes are damaged or hold a float."""
    try:
        return _anything().decode(body)
    except _BROKEN as error:
        raise _unreadable(error) from error


def event_schema() -> dict[str, Any]:
    """The form of an event as a JSON Schema: what an export says of its lines."""
    import msgspec

    return msgspec.json.schema(Event)


def digest(body: bytes) -> str:
    """SHA-256 of some bytes, as 64 hexadecimal digits: the name under which the ledger keeps a text."""
    return hashlib.sha256(body).hexdigest()


def is_digest(found: object) -> bool:
    """Whether it has the form of a digest."""
    return isinstance(found, str) and _DIGEST.fullmatch(found) is not None


def act_digest(act: Act) -> str:
    """What an act asks for, as 64 hexadecimal digits: the same act sent again has the same, an altered one has another.

    Only what was given counts, so a later release with more kinds of detail gives old acts their old digest. ``expected`` is no
    part of it. Of ``persons`` only the ids are: a digest of personal data would let it be guessed after it was erased.
    """
    told = _told(act)
    told.pop("expected", None)
    if "persons" in told:
        told["persons"] = sorted(told["persons"])
    return digest(encode_plain(told))


def nfc(value: T) -> T:
    """``value`` with every string in it (keys, lists, fields of an act) in Unicode form NFC; do this once, on the way in."""
    return cast(T, _normal(value))


def both_said(error: Exception) -> Text:
    """What an error of the driver or the codec says, for both languages; our own speak for themselves."""
    return error.what if isinstance(error, _Unplain) else Text(str(error), str(error))


class _Unplain(ValueError):
    """A value that JSON has no exact form for."""

    def __init__(self, what: Text) -> None:
        super().__init__(what.en)
        self.what = what


@cache
def _encoder() -> msgspec.json.Encoder:
    import msgspec

    return msgspec.json.Encoder(order="sorted")


@cache
def _events() -> msgspec.json.Decoder[Event]:
    import msgspec

    return msgspec.json.Decoder(Event, float_hook=_no_float)


@cache
def _duties() -> msgspec.json.Decoder[Duty]:
    import msgspec

    return msgspec.json.Decoder(Duty, float_hook=_no_float)


@cache
def _anything() -> msgspec.json.Decoder[Any]:
    import msgspec

    return msgspec.json.Decoder(float_hook=_no_float)


def _no_float(number: str) -> Any:
    raise _Unplain(MESSAGES["float"].fill(value=number))


def _hold_plain(value: Any) -> None:
    kind = type(value)
    if kind in _SCALARS:
        return
    if kind is float:
        raise _Unplain(MESSAGES["float"].fill(value=value))
    if kind is dict:
        strange = [key for key in value if type(key) is not str]
        if strange:
            raise _Unplain(MESSAGES["key"].fill(value=str(strange[0])))
    elif kind not in (list, tuple):
        raise _Unplain(MESSAGES["type"].fill(value=str(value), type=kind.__name__))
    for item in value.values() if kind is dict else value:
        _hold_plain(item)


def _composed(body: bytes) -> bytes:
    if not _is_composed(body):
        loose = next(text for text in _strings(_anything().decode(body)) if not unicodedata.is_normalized("NFC", text))
        raise _unfit(MESSAGES["nfc"].fill(value=loose))
    return body


def _is_composed(body: bytes) -> bool:
    # Parts of an NFC text are NFC, so one look at the whole is enough; the converse fails only next to an escape.
    if body.isascii() or unicodedata.is_normalized("NFC", body.decode()):
        return True
    return all(unicodedata.is_normalized("NFC", text) for text in _strings(_anything().decode(body)))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from value
        for item in value.values():
            yield from _strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)


def _normal(value: Any) -> Any:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value) if type(value) is str else value
    if isinstance(value, Mapping):
        return {_normal(key): _normal(item) for key, item in value.items()}
    if type(value) in (list, tuple):
        return type(value)(_normal(item) for item in value)
    if attrs.has(type(value)):
        return attrs.evolve(value, **{field.name: _normal(getattr(value, field.name)) for field in _fields(value)})
    return value


def _told(value: Any) -> Any:
    """A value in plain form; of an act or a determination only what was given."""
    if attrs.has(type(value)) and not isinstance(value, Money):
        given = ((field, getattr(value, field.name)) for field in _fields(value))
        return {field.name: _told(item) for field, item in given if item != _default(field)}
    if isinstance(value, Mapping):
        return {key: _told(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_told(item) for item in value]
    return plain(value)


def _fields(value: Any) -> tuple[attrs.Attribute[Any], ...]:
    return tuple(attrs.fields(type(value)))


def _default(field: attrs.Attribute[Any]) -> Any:
    factory = getattr(field.default, "factory", None)
    return factory() if factory else field.default


def _unfit(why: Text) -> UsageError:
    return UsageError(MESSAGES["unfit"].fill(why=why), MESSAGES["unfit-remedy"])


def _unreadable(error: Exception) -> LedgerError:
    return LedgerError(MESSAGES["unreadable"].fill(why=both_said(error)), MESSAGES["damaged-remedy"])


def _newer(schema: int) -> LedgerError | None:
    if schema <= SCHEMA:
        return None
    return LedgerError(MESSAGES["newer"].fill(found=schema, known=SCHEMA), MESSAGES["newer-remedy"])


def _schema_of(body: bytes) -> int:
    try:
        found = _anything().decode(body)["schema"]
    except (*_BROKEN, LookupError):
        return 0
    return found if type(found) is int else 0
