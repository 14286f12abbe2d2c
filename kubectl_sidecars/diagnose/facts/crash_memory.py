"""The words for a container that the OOM killer ended, or may have."""

from __future__ import annotations

from kubectl_sidecars.api import Terminated
from kubectl_sidecars.diagnose.facts.crash_words import Crash, lasted
from kubectl_sidecars.diagnose.facts.kubelet_kills import Ending, Why
from kubectl_sidecars.diagnose.faults import Code, Fault
from kubectl_sidecars.diagnose.phrasing.paragraph import after
from kubectl_sidecars.diagnose.reasons import Reason
from kubectl_sidecars.model import ContainerView
from kubectl_sidecars.sentences import memory


def limit_words(view: ContainerView) -> str:
    """`limit 64Mi`, `limit of the pod 512Mi` where only that is set, "" without a limit."""
    if view.memory_limit is not None:
        return f"limit {memory(view.memory_limit)}"
    return f"limit of the pod {memory(view.pod_memory_limit)}" if view.pod_memory_limit is not None else ""


def out_of_memory(view: ContainerView, run: Terminated, end: Ending) -> Crash:
    """The words for a kill by the OOM killer for which a limit is known or likely, in three grades."""
    limit = limit_words(view)
    of = f" ({limit})" if limit else ""
    advice = "Raise its memory limit, or find what uses the memory."
    if not limit:
        advice = "Give it a memory limit, or find what uses the memory of its node."
    elif view.memory_limit is None:
        advice = "Raise the pod's memory limit (spec.resources), or find which of its containers uses the memory."
    if end.why is Why.OOM:
        detail = f"The kernel's OOM killer ended it{after(lasted(run))} (OOMKilled, exit 137)."
        if view.memory_limit is None:
            reached = f"the {limit}, which its containers share, was reached" if limit else "its node ran short"
            detail += f" It has no memory limit of its own: {reached}."
        does, past = f"runs out of memory{of}", f"ran out of memory{of}"
        return Crash(Reason.OOM_KILLED, does, detail, Fault.OUT_OF_MEMORY, advice, past=past)
    if end.why is Why.OOM_CHILD:
        detail = (
            f"The runtime says OOMKilled, but the exit code is {run.exit_code}: some process in the container"
            " was killed, not surely the first one."
        )
        does = f"lost a process to the OOM killer{of}"
        return Crash(Reason.OOM_KILLED_PROCESS, does, detail, Fault.OUT_OF_MEMORY, advice)
    detail = f"It was killed{after(lasted(run))} (exit 137, reason Error), perhaps by the OOM killer: {end.inferred}."
    does = f"was killed (137), perhaps out of memory{of}"
    value = Code(run.exit_code)
    return Crash(Reason.POSSIBLY_OOM_KILLED, does, detail, Fault.EXIT, advice, names_inference=True, value=value)


def node_out_of_memory(view: ContainerView, run: Terminated, node: str) -> Crash:
    """The words for a kill when the whole node had no memory left: no limit of the container's was reached."""
    asked = view.spec.resources.requests.get("memory", "none")
    uses = f"Its memory: request {asked}, {limit_words(view) or 'no limit'}."
    detail = (
        f"The kernel killed it{after(lasted(run))} (exit 137) when node {node} as a whole had no memory left"
        f" (SystemOOM), whatever its own limit. {uses}"
    )
    advice = "Raise the memory requests to what is used, so that fewer pods share a node, or use larger nodes."
    does, past = f"is killed: node {node} runs out of memory", f"was killed: node {node} ran out of memory"
    return Crash(Reason.SYSTEM_OOM, does, detail, Reason.SYSTEM_OOM, advice, past=past, did=past, node=node)
