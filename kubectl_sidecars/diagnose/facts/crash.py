"""A run that ended, in words: the reason of a finding, what the container does, and the detail behind it."""

from __future__ import annotations

import re

import msgspec

from kubectl_sidecars.api import Probe, Terminated
from kubectl_sidecars.diagnose.absence import Absence, Missing
from kubectl_sidecars.diagnose.facts.crash_memory import limit_words, node_out_of_memory, out_of_memory
from kubectl_sidecars.diagnose.facts.crash_words import Crash, lasted, never_ran
from kubectl_sidecars.diagnose.facts.own_codes import own_code
from kubectl_sidecars.diagnose.facts.probe_answers import read
from kubectl_sidecars.diagnose.facts.probe_meanings import meaning_of
from kubectl_sidecars.diagnose.facts.termination import Ending, Why
from kubectl_sidecars.diagnose.faults import Code, Fault, NameValue, action_of
from kubectl_sidecars.diagnose.finding import LogRef
from kubectl_sidecars.diagnose.phrasing.last_words import quoted_end
from kubectl_sidecars.diagnose.phrasing.paragraph import after, paragraph
from kubectl_sidecars.diagnose.phrasing.quotes import quoted
from kubectl_sidecars.diagnose.phrasing.words import handler
from kubectl_sidecars.diagnose.reasons import Reason
from kubectl_sidecars.lifecycle.assessment import Assessment
from kubectl_sidecars.lifecycle.exits import meaning, signal_name, signal_of
from kubectl_sidecars.lifecycle.restarts import run_seconds
from kubectl_sidecars.model import ContainerType, ContainerView
from kubectl_sidecars.patterns import on_demand
from kubectl_sidecars.sentences import span


def crash(container: Assessment, run: Terminated, end: Ending, node: str = "") -> Crash:
    """The words for this end; those of the exit code where there is nothing better. `node` is the name of the pod's
    node, where a sentence is to name it."""
    from kubectl_sidecars.diagnose.facts.tekton import entrypoint_words  # noqa: PLC0415 - few pods need it

    cause, before = None, ""
    if end.why in _LEAVES_WORDS and run.message:
        from kubectl_sidecars.diagnose.facts.crash_meaning import meant  # noqa: PLC0415 - few pods need it

        cause, before = meant(run, node)
    found = _crash(container, run, end, is_explained=cause is not None)
    absent = end.absent
    if end.why is Why.POST_START and not end.answer:
        absent = (*absent, Absence(Missing.HOOK_OUTPUT, container.name, run.finished_at))
    found = msgspec.structs.replace(found, absent=absent) if absent else found
    if cause is None:
        because = entrypoint_words(run.message)
        return msgspec.structs.replace(found, because=because, because_of_many=because) if because else found
    return msgspec.structs.replace(
        found,
        detail=paragraph(found.detail, before),
        because=cause.words,
        because_of_many=cause.of_many,
        meaning=cause.key,
        advice=(cause.advice or found.advice) if end.why in _PROBED else (found.advice or cause.advice),
    )


_PROBED = frozenset({Why.LIVENESS, Why.STARTUP})
_LEAVES_WORDS = _PROBED | {Why.EXIT, Why.SIGNAL, Why.KILLED, Why.NOT_STARTED, Why.NOT_FOUND, Why.NOT_EXECUTABLE}
"""Ends of which the last words may tell the cause."""


def _crash(container: Assessment, run: Terminated, end: Ending, *, is_explained: bool) -> Crash:
    view = container.view
    own, advice = own_code(container, run)
    if own and end.why in (Why.EXIT, Why.NOT_EXECUTABLE):
        return _exits(run, own, advice)
    match end.why:
        case Why.LIVENESS | Why.STARTUP:
            return _probe(view, run, end)
        case Why.OOM | Why.OOM_CHILD | Why.OOM_MAYBE:
            return out_of_memory(view, run, end)
        case Why.OOM_NODE:
            return node_out_of_memory(view, run, end.node)
        case Why.NOT_STARTED | Why.NOT_FOUND | Why.NOT_EXECUTABLE:
            return _command(view, run, end, is_explained=is_explained)
        case Why.POST_START:
            return _hook(view, end)
        case Why.COMPLETED:
            return _completed(view, end)
        case Why.SIGNAL | Why.KILLED:
            return _signal(run, end, own or _SIGNALS.get(signal_of(run), ""), advice)
        case Why.EXIT | Why.LOST:
            return _exit(run, end, is_explained=is_explained)
        case _:
            return Crash(
                Reason.STOPPED, f"was stopped: {end.why.value}", "", Fault.STOPPED, value=NameValue(end.why.name)
            )


def left(run: Terminated) -> str:
    """A sentence with the termination message, which may be the end of its log (terminationMessagePolicy); or ""."""
    from kubectl_sidecars.diagnose.facts.tekton import is_of_entrypoint  # noqa: PLC0415 - few pods need it

    if not run.message or never_ran(run) or is_of_entrypoint(run.message):
        return ""
    return f"Termination message: {quoted_end(run.message)}."


def log_of(name: str, run: Terminated, *, previous: bool) -> LogRef | None:
    """The log of a run; None for a container that never ran."""
    return None if never_ran(run) else LogRef(name, previous)


def _probe(view: ContainerView, run: Terminated, end: Ending) -> Crash:
    probe = view.spec.startup_probe if end.why is Why.STARTUP else view.spec.liveness_probe
    name = "startup" if end.why is Why.STARTUP else "liveness"
    does = "never passes its startup probe" if name == "startup" else "is killed by its liveness probe"
    seconds = run_seconds(run)
    tries = f"after {probe.failure_threshold} failed tries" if probe and probe.failure_threshold > 1 else ""
    run_time = f"in a run of {span(seconds)}" if seconds is not None else ""
    tested = f" ({handler(probe)})" if probe else ""
    answer = read(end.answer)
    says = f": {quoted(answer.text)}" if answer.text else ""
    means = meaning_of(view.spec, probe, answer)
    kills = " ".join(word for word in (f"The {name} probe{tested} kills it", tries, run_time) if word)
    detail = paragraph(f"{kills}{says}.", means.sentence)
    reason = Reason.STARTUP_PROBE_FAILED if name == "startup" else Reason.LIVENESS_PROBE_FAILED
    did = f"did not pass its {name} probe"
    past = "never passed its startup probe" if name == "startup" else "was killed by its liveness probe"
    fault = Fault.STARTUP_PROBE if name == "startup" else Fault.LIVENESS_PROBE
    advice = means.advice or "Fix what the probe tests, or give it more time."
    if name == "liveness" and probe and _never_passed(view, probe, seconds):
        detail = paragraph(detail, "In that run it never passed.")
        advice = means.advice or "Add a startupProbe that gives it time to start, or fix what the probe tests."
    if probe and answer.timed_out(probe):
        cpu = view.spec.resources.limits.get("cpu")
        more = f", or more CPU (limit {cpu})" if cpu is not None else ""
        advice = f"Give the probe more time (timeoutSeconds {probe.timeout_seconds}){more}."
    if run.reason == "OOMKilled":
        limit = f", {limit_words(view)}" if limit_words(view) else ""
        detail += f" A process in it was also killed for want of memory (OOMKilled{limit})."
        advice = "Raise its memory limit, or find what uses the memory: the probe may fail for want of it."
    return Crash(reason, does, detail, fault, advice, did, past=past, value=action_of(probe))


def _never_passed(view: ContainerView, probe: Probe, seconds: float | None) -> bool:
    """True if the run had no time for a try that passed: the first ones failed, as many as the probe allows."""
    if view.spec.startup_probe is not None or seconds is None:
        return False
    return seconds <= probe.initial_delay_seconds + probe.period_seconds * probe.failure_threshold


_EXEC = on_demand(r'exec: \\?"((?:[^"\\]|\\[^"])*)\\?": (?:stat \S+: )?([a-z $A-Z]+)')


def _command(view: ContainerView, run: Terminated, end: Ending, *, is_explained: bool) -> Crash:
    found = _EXEC().search(run.message)
    if end.why is Why.NOT_STARTED:
        message = f"{_runtime(view)} could not start it: {quoted(_last_clause(run.message))}." if run.message else ""
        missing = found is not None and ("no such file" in found[2] or "not found" in found[2])
        denied = found is not None and "permission denied" in found[2]
        message += " It never ran, so it has no log."
        if found is None or not (missing or denied):
            does, past = "cannot be started by the runtime", "could not be started by the runtime"
            return Crash(Reason.START_ERROR, does, message.strip(), Fault.START, past=past)
        lacks = f"{found[1]} ({'no such file' if missing else 'not executable'})"
        reason = Reason.COMMAND_NOT_FOUND if missing else Reason.COMMAND_NOT_EXECUTABLE
        advice, past = "Correct its command, or the image.", f"could not run {lacks}"
        return Crash(reason, f"cannot run {lacks}", message, Fault.START, advice, past=past)
    if end.why is Why.NOT_FOUND and is_explained:
        return _exits(run, "", reason=Reason.COMMAND_NOT_FOUND)
    if end.why is Why.NOT_FOUND and run.message and not _SAYS_NOT_FOUND().search(run.message):
        return _exits(run, "Exit 127 is mostly a shell's word for a command that it cannot find.")
    if end.why is Why.NOT_FOUND:
        detail = "Exit 127 is a shell's word for a command that it cannot find, in the image or in PATH."
        what = "a command that is not found (127)"
        return Crash(Reason.COMMAND_NOT_FOUND, f"runs {what}", detail, Fault.EXIT, past=f"ran {what}", value=Code(127))
    detail = (
        "Exit 126 is mostly a shell's word for a file without the right to be executed, or of another architecture."
    )
    what = "a command that is not executable (126)"
    return Crash(Reason.COMMAND_NOT_EXECUTABLE, f"runs {what}", detail, Fault.EXIT, past=f"ran {what}", value=Code(126))


_SAYS_NOT_FOUND = on_demand(r"not found|no such file|cannot find|can't find|unable to find", re.IGNORECASE)
"""Words of shells, for a command that is not there."""
_RUNTIMES = {"containerd": "containerd", "cri-o": "CRI-O", "docker": "Docker"}
"""Names of runtimes by the scheme of the container IDs that they give."""


def _runtime(view: ContainerView) -> str:
    """The name of the runtime that made the container."""
    made = view.status.container_id if view.status else ""
    return _RUNTIMES.get(made.partition("://")[0], "The runtime")


def _last_clause(message: str) -> str:
    """The end of the runtime's chain of errors: what follows the last of its own prefixes."""
    return message.rpartition("unable to start container process: ")[2] or message


def _hook(view: ContainerView, end: Ending) -> Crash:
    hook = view.spec.lifecycle.post_start
    run = f" ({handler(hook)})" if hook is not None else ""
    printed = f"it says {quoted(end.answer)}." if end.answer else "what the hook printed is not in events or status."
    detail = f"The kubelet kills the container when its postStart hook{run} fails; {printed}"
    where = "in its postStart hook"
    return Crash(Reason.POST_START_HOOK_FAILED, f"fails {where}", detail, Fault.POST_START_HOOK, past=f"failed {where}")


def _completed(view: ContainerView, end: Ending) -> Crash:
    detail = "It ends with exit 0, and its restart policy starts it again: "
    if view.type is ContainerType.SIDECAR:
        detail += "a native sidecar must not end, and what should end once is an init container without restartPolicy."
    else:
        detail += "what should finish belongs in a Job, what serves must not end."
    fault = Fault.PERHAPS_ASKED if end.inferred else Fault.EXIT
    did = "completed (exit 0)"
    return Crash(Reason.KEEPS_COMPLETING, "keeps completing (exit 0)", detail, fault, did=did, past=did, value=Code(0))


_SIGNALS = {
    4: "The CPU of its node or virtual machine may lack an instruction that the program was built with.",
    7: "Mostly shared memory (/dev/shm) or a mapped file was full or cut short, or huge pages could not be had.",
}
"""What SIGILL and SIGBUS mostly come from; the program is known for neither."""


_TELLING = (139, 141)
"""Codes of signals whose meaning tells more than their name: SIGSEGV and SIGPIPE."""


def _signal(run: Terminated, end: Ending, own: str, advice: str) -> Crash:
    name = signal_name(signal_of(run))
    words = meaning(run.exit_code) if run.exit_code in _TELLING else ""
    meant = f" ({words})" if words else ""
    detail = f"It was ended{after(lasted(run))} by {name}{meant}" + (f"; {end.inferred}." if end.inferred else ".")
    of, value = f"of {name} (exit {run.exit_code})", Code(run.exit_code)
    inferred, detail = bool(end.inferred), paragraph(detail, own)
    does, past = f"dies {of}", f"died {of}"
    reason = Reason.KILLED_BY_SIGNAL
    return Crash(reason, does, detail, Fault.EXIT, advice, names_inference=inferred, past=past, value=value)


def _exit(run: Terminated, end: Ending, *, is_explained: bool) -> Crash:
    """An exit; its code says nothing more where the last words tell the cause."""
    if end.why is Why.LOST:
        detail = "Its end was not recorded: the runtime or the node was restarted."
        return Crash(Reason.STATUS_LOST, "ended unseen", detail, Fault.LOST)
    words = "" if is_explained else meaning(run.exit_code)
    return _exits(run, f"Exit {run.exit_code}: {words}." if words else "")


def _exits(run: Terminated, detail: str, advice: str = "", reason: Reason = Reason.EXIT_ERROR) -> Crash:
    code = run.exit_code
    does, past = f"exits with {code}", f"failed with exit {code}"
    return Crash(reason, does, detail, Fault.EXIT, advice, ran_for=lasted(run), past=past, value=Code(code))
