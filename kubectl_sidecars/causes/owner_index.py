"""An index of owners, made once: the pods of each workload, their warnings, the runs that completed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

import msgspec

from kubectl_sidecars.api import Event
from kubectl_sidecars.cached import cached_property
from kubectl_sidecars.causes.cause import Case
from kubectl_sidecars.patterns import on_demand
from kubectl_sidecars.snapshot import Snapshot, last_seen

Name = tuple[str, str]
"""A namespace, and the name of an object in it."""
_RUN = on_demand(r"-\d{7,}$")
"""End of the name of a CronJob's run: the minutes since 1970."""


def series(job: str) -> str:
    """The name of the CronJob of which a Job with this name is a run; the same name for any other Job."""
    return _RUN().sub("", job)


class OwnerIndex(msgspec.Struct, frozen=True, dict=True):
    """The pods and what is around them; each index is made when it is first read."""

    cases: Sequence[Case]
    around: Snapshot

    @cached_property
    def of_workload(self) -> Mapping[Name, Sequence[Case]]:
        """The pods of each workload, whatever its kind."""
        found: dict[Name, list[Case]] = {}
        for case in self.cases:
            found.setdefault((case.namespace, case.owner.name), []).append(case)
        return found

    @cached_property
    def pod(self) -> Mapping[Name, Case]:
        """The pods by their names."""
        return {(case.namespace, case.name): case for case in reversed(self.cases)}

    @cached_property
    def warning(self) -> Mapping[Name, Event]:
        """The newest warning about each pod, also about one that is gone."""
        warnings = [event for event in self._events("Pod") if event.type != "Normal"]
        return {
            (of.namespace, of.name): event for event in sorted(warnings, key=last_seen) if (of := event.involved_object)
        }

    @cached_property
    def completed(self) -> Mapping[Name, datetime]:
        """The time at which a run of each series of Jobs last completed, by the Jobs and by the events about them."""
        ends = [
            (job.metadata.namespace, job.metadata.name, job.status.completion_time) for job in self.around.jobs.values()
        ]
        for event in self._events("Job"):
            of = event.involved_object
            ends += [(of.namespace, of.name, last_seen(event))] if event.reason == "Completed" else []
        found: dict[Name, datetime] = {}
        for namespace, name, when in ends:
            if when is not None:
                run = namespace, series(name)
                found[run] = max(when, found.get(run, when))
        return found

    def _events(self, kind: str) -> Iterator[Event]:
        for events in self.around.events.values():
            if events and events[-1].involved_object.kind == kind:
                yield from events
