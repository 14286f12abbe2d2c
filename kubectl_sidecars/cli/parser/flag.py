"""A command and its flags as data: the parser, --help, completion and the documentation read the same rows.

Imports nothing: completion and a usage error must be fast.
"""

from __future__ import annotations


class Flag:
    """One flag under all its names, with the value that it takes."""

    __slots__ = ("choices", "default", "help", "is_number", "is_repeatable", "key", "names", "value")

    def __init__(
        self,
        *names: str,
        text: str,
        value: str = "",
        choices: tuple[str, ...] = (),
        default: object = None,
        key: str = "",
    ) -> None:
        """`default` is the value where the flag is not given: a text, a number, or () for a flag that may be repeated.

        A flag without `value` and without `choices` is a switch, False by default.
        """
        self.names = names
        """The short name first, if there is one."""
        self.help = text
        self.value = value
        """The placeholder of its value: NAMESPACE, FILE; "" for a switch, and where the choices name it."""
        self.choices = choices
        if default is None:
            default = "" if value or choices else False
        self.default = default
        self.is_repeatable = isinstance(default, tuple)
        self.is_number = isinstance(default, int) and not isinstance(default, bool)
        self.key = key or self.name.removeprefix("--").replace("-", "_")
        """Its name among the parsed arguments."""

    @property
    def name(self) -> str:
        """The long name."""
        return self.names[-1]

    @property
    def takes_value(self) -> bool:
        """False for a switch."""
        return bool(self.value or self.choices)


class Command:
    """One command: its name and usage, a description, its flags by the titles that they stand below, and examples."""

    __slots__ = ("description", "epilog", "flags", "groups", "name", "usage")

    def __init__(
        self, name: str, usage: str, *, description: str, groups: tuple[tuple[str, tuple[Flag, ...]], ...], epilog: str
    ) -> None:
        self.name = name
        self.usage = usage
        """The usage after the name, without `[flags]`; "" for a command that takes no words."""
        self.description = description
        self.groups = groups
        self.epilog = epilog
        """Examples, and what else follows the flags in --help."""
        self.flags = tuple(flag for _title, flags in groups for flag in flags)


DEBUG = Flag("--debug", text="log each request on stderr, and print where an error came from")
ROLES = Flag("--roles", value="FILE", text="your own role rules, in TOML")
SUPPRESS = Flag("--suppress", value="FILE", text="findings that are known, until a date, in TOML; see docs/ci.md")
HELP = Flag("-h", "--help", text="print this help")
