"""Immutable records of named fields: NamedTuple to a type checker, without the 4 ms that typing costs a start."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NamedTuple as Record
else:

    class Record:
        """Fields by keyword, each with a default in the class's body."""

        def __init__(self, **given: object) -> None:
            for name in type(self).__annotations__:
                value = given.pop(name) if name in given else getattr(type(self), name)
                object.__setattr__(self, name, value)
            if given:
                raise TypeError(f"{type(self).__name__} has no {', '.join(given)}")

        def __setattr__(self, name: str, _value: object) -> None:
            raise AttributeError(f"{type(self).__name__}.{name} cannot be set: a record never changes")

        def __eq__(self, other: object) -> bool:
            return type(other) is type(self) and vars(other) == vars(self)

        def __hash__(self) -> int:
            return hash(tuple(vars(self).values()))

        def __repr__(self) -> str:
            fields = ", ".join(f"{name}={value!r}" for name, value in vars(self).items())
            return f"{type(self).__name__}({fields})"

        def _replace(self, **changes: object) -> Record:
            return type(self)(**{**vars(self), **changes})


__all__ = ["Record"]
