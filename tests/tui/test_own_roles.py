"""The user's own rules of classification, on the screen."""

from __future__ import annotations

from kubectl_sidecars.classify import Role, _judges
from kubectl_sidecars.classify.catalog import Index, built_in
from kubectl_sidecars.classify.known_container import KnownContainer, Strength
from kubectl_sidecars.tui.settings import Settings
from tests.support.screens import (
    console,
    demo_feed,
    opened,
    press,
    text_of,
)


async def test_the_users_own_roles_hold_on_the_screen_too() -> None:
    """In the counts of the header, under the filter, and where the pod is explained."""
    own = KnownContainer("ours", "ours", Role.SECURITY, "", Strength.NAME, names=("linkerd-proxy",))
    settings = Settings(roles=Index(built_in().containers, (own,)))
    async with opened(demo_feed("fleet"), settings=settings) as pilot:
        app = console(pilot)
        assert app.state.summary.roles["security"] == 6
        await press(pilot, "slash", *"role:security", "enter")
        assert len(app.state.list_view.order) == 6
        await press(pilot, "x")
        assert "security" in text_of(app)


async def test_a_pod_with_its_time_line_is_classified_with_the_users_roles_alone() -> None:
    """A classification without them would be kept with those by the built-in catalogue."""
    own = KnownContainer("ours", "ours", Role.SECURITY, "", Strength.NAME, names=("linkerd-proxy",))
    async with opened(demo_feed("fleet"), settings=Settings(roles=Index(built_in().containers, (own,)))) as pilot:
        without_rules = _judges[built_in()].judgements
        without_rules.clear()
        await press(pilot, "enter", "e")
        assert "restart" in text_of(console(pilot))
        assert not without_rules
