"""The themes, and the layout of every screen."""

from __future__ import annotations

from textual.theme import Theme

DARK = Theme(
    name="dark",
    primary="#7aa2f7",
    secondary="#7dcfff",
    accent="#7aa2f7",
    foreground="#d5d9e6",
    background="#14161d",
    surface="#14161d",
    panel="#1f2330",
    success="#7fc98a",
    warning="#e6b450",
    error="#ff6b70",
    dark=True,
    variables={"footer-key-foreground": "#7dcfff", "cursor": "#2b3550", "muted": "#8089a0"},
)
LIGHT = Theme(
    name="light",
    primary="#1d4ed8",
    secondary="#0f6b8f",
    accent="#1d4ed8",
    foreground="#1c2230",
    background="#fbfbf8",
    surface="#fbfbf8",
    panel="#e9eaee",
    success="#20783a",
    warning="#8a5a00",
    error="#c0182a",
    dark=False,
    variables={"footer-key-foreground": "#0f6b8f", "cursor": "#cfdcf7", "muted": "#5c6577"},
)
DEFAULTS = {"cursor": "ansi_blue", "muted": "ansi_bright_black"}
"""Our variables, for themes that do not define them."""
THEMES = ("dark", "light", "ansi-dark", "ansi-light")
"""The themes that `t` goes through; the last two have the terminal's own 16 colours."""

CSS = """
Screen { layout: vertical; background: $background; color: $foreground; }

LineView { height: 1fr; background: $background; scrollbar-size-vertical: 1; overflow-x: hidden;
    scrollbar-color: $panel; scrollbar-background: $background; }
LineView:ansi { background: ansi_default; }
.bar { height: auto; max-height: 5; background: $panel; overflow: hidden; }
.title { height: 1; background: $background; overflow: hidden; }
.title.-focused { text-style: bold; }

#causes { height: auto; }
#containers { height: auto; max-height: 55%; }
ContentSwitcher { height: 1fr; }
.-zoomed #header, .-zoomed #pod-title, .-zoomed #containers { display: none; }
#prompt { display: none; dock: bottom; height: 3; border: tall $accent; background: $panel; margin: 0 0 1 0; }
#prompt.-open { display: block; }

ToastRack { margin: 0 0 4 0; }
Toast { padding: 0 1; margin: 0 1 0 0; width: auto; min-width: 20; max-width: 80%; }

.keys { dock: bottom; height: 1; background: $panel; overflow: hidden; }

Dialog { align: center middle; background: $background 60%; }
Dialog > .box { width: 80%; max-width: 110; height: auto; max-height: 80%; border: round $accent; background: $panel;
    padding: 0 1; }
Dialog.-narrow > .box { width: 100%; max-height: 100%; }
Dialog LineView { background: $panel; height: auto; }
Dialog Input { border: none; height: 1; background: $panel; padding: 0; }
"""
