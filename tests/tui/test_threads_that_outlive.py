"""Threads that outlive the screen: they are not waited for, and what they bring is dropped without a word."""

from __future__ import annotations

import asyncio
import dataclasses
import threading

import pytest

from kubectl_sidecars.feed import Owners
from tests.support.screens import demo_feed, opened, press, until


@pytest.mark.filterwarnings("error")
def test_a_list_that_comes_after_the_end_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    asked, released = threading.Event(), threading.Event()
    reading: list[threading.Thread] = []
    raised: list[object] = []
    monkeypatch.setattr(threading, "excepthook", raised.append)

    def owners() -> Owners:
        reading.append(threading.current_thread())
        asked.set()
        assert released.wait(30)
        return Owners()

    async def shown() -> None:
        async with opened(dataclasses.replace(demo_feed("fleet"), owners=owners)) as pilot:
            await press(pilot, "colon", "w", "l", "enter")
            await until(pilot, asked.is_set)

    asyncio.run(shown())
    released.set()
    reading[0].join(30)
    assert not reading[0].is_alive()
    assert raised == []
