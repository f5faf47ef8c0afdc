"""Frozen dataclasses as plain values and back: what canonical JSON can hold, and nothing else."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, time
from types import UnionType
from typing import Any, TypeVar, cast, get_args, get_origin, get_type_hints
from uuid import UUID

from app.domain.errors import UnreadableError

Wanted = TypeVar("Wanted")


def to_plain(value: object) -> object:
    """Objects, lists, strings, integers and booleans. A field that is None is left out."""
    if is_dataclass(value) and not isinstance(value, type):
        named = {one.name: getattr(value, one.name) for one in fields(value)}
        return {name: to_plain(held) for name, held in named.items() if held is not None}
    if isinstance(value, tuple):
        return [to_plain(item) for item in value]
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, date | time):
        return value.isoformat()
    return value


def from_plain(kind: type[Wanted], plain: object) -> Wanted:
    """The same value back; names that `kind` does not know are passed over.

    UnreadableError where something that must be there is missing or of another kind.
    """
    try:
        return cast(Wanted, _read(kind, plain))
    except (KeyError, TypeError, ValueError) as wrong:
        raise UnreadableError(f"not a {kind.__name__}") from wrong


def _read(kind: Any, plain: Any) -> object:
    if isinstance(kind, UnionType):
        kind = next(each for each in get_args(kind) if each is not type(None))
    if get_origin(kind) is tuple:
        item = get_args(kind)[0]
        return tuple(_read(item, each) for each in _checked(list, plain))
    if is_dataclass(kind):
        return _read_dataclass(kind, _checked(dict, plain))
    if kind is UUID:
        return UUID(plain)
    if kind in {date, time}:
        return kind.fromisoformat(plain)
    return _checked(kind, plain)


def _checked(kind: type, plain: object) -> Any:
    """A boolean is an integer to Python and none to whoever reads the plan."""
    if type(plain) is not kind:
        raise TypeError(f"{kind.__name__} expected")
    return plain


def _read_dataclass(kind: Any, plain: Mapping[str, object]) -> object:
    hints = get_type_hints(kind)
    return kind(**{name: _read(hints[name], held) for name, held in plain.items() if name in hints})
