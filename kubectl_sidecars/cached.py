"""Values that an object computes when they are first read, and keeps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar, cast, overload

T = TypeVar("T")
V = TypeVar("V")


class cached_property(Generic[T, V]):  # noqa: N801 - named as the one of functools
    """functools.cached_property without its lock, which costs a microsecond a value; Python 3.12 has none either."""

    def __init__(self, compute: Callable[[T], V]) -> None:
        self.compute = compute
        self.name = compute.__name__
        self.__doc__ = compute.__doc__

    @overload
    def __get__(self, instance: None, owner: type[Any]) -> cached_property[T, V]: ...

    @overload
    def __get__(self, instance: T, owner: type[Any]) -> V: ...

    def __get__(self, instance: T | None, owner: type[Any]) -> cached_property[T, V] | V:
        """The value of the instance; the property itself where the class is asked."""
        if instance is None:
            return self
        value = instance.__dict__[self.name] = self.compute(instance)
        return value


def once(of: T, fact: Callable[[T], V]) -> V:
    """The fact about an object with a __dict__: it is found out when it is first asked for, and kept there."""
    name = f"{fact.__module__}.{fact.__qualname__}"
    kept = of.__dict__
    if name not in kept:
        kept[name] = fact(of)
    return cast("V", kept[name])
