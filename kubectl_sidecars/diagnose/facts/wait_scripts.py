"""Reads what the script of a container waits for, and what of it stops a neighbour."""

from __future__ import annotations

import re
from functools import lru_cache

from kubectl_sidecars.classify.shell import script, steps, written
from kubectl_sidecars.diagnose.facts.advised_pod import AdvisedContainer, AdvisedPod
from kubectl_sidecars.patterns import on_demand

_WAITS = on_demand(
    r"\b(?:until|while)\b(.{1,300}?)(?:;|\s)\s*do\b|\bwait-for(?:-it)?(?:\.sh)?\s(.{1,200})|-wait[= ](\S+)", re.DOTALL
)
"""What a loop or a tool at the start of a command waits for."""
_OF_LOOPS = ("until", "while", "wait")
"""Without any of these nothing above is found: most commands are not searched."""
_WRAPPERS = ("linkerd-await", "pilot-agent wait", "kuma-dp wait", "envoy-preflight", "scuttle ")
_LOCALHOST = on_demand(r"127\.0\.0\.1|localhost|\[::1\]")
MOST_READ = 3000
MOST_KEPT = 1024
"""Scripts that are read once: the pods of a workload have the same ones."""


def waits_for(main: AdvisedContainer, proxy: AdvisedContainer) -> bool:
    """True if the command of `main` waits for localhost, or for a port of the proxy, before it starts the app."""
    if not (main.command or main.args):
        return False
    argv = " ".join((*main.command, *main.args))[:MOST_READ]
    if any(wrapper in argv for wrapper in _WRAPPERS):
        return True
    if not any(word in argv for word in _OF_LOOPS):
        return False
    ports = "|".join(map(str, _ports(proxy))) or "none"
    near = re.compile(rf"[: ](?:{ports})\b")
    return any(
        _LOCALHOST().search(what) or near.search(what) for found in _WAITS().findall(argv) for what in found if what
    )


def _ports(container: AdvisedContainer) -> list[int]:
    """The ports on which it listens, and those of its probes."""
    probes = (container.startup_probe, container.readiness_probe)
    probed = [probe.http_get.port for probe in probes if probe and probe.http_get]
    return [*(port.container_port for port in container.ports), *(port for port in probed if isinstance(port, int))]


_ASKS = (
    "nc ncat curl wget nslookup dig host getent ping pg_isready mysqladmin redis-cli etcdctl kubectl grpc_health_probe"
    " psql mysql mongo mongosh cqlsh kafka-broker-api-versions.sh dockerize wait4x python python3 node"
)
_OTHERS = (
    "sleep echo printf date cat test [ [[ true false : exit set return break continue for in let local read export"
    " case esac shift unset declare readonly trap timeout expr grep awk sed cut head tail tr jq wc"
)
_ASKING = frozenset(_ASKS.split())
"""Programs that ask whether something answers."""
_LOOKS = _ASKING | frozenset(_OTHERS.split())
"""With the programs and words of the shell that scripts use around them."""
_WAITING_NAME = on_demand(r"(?:\w+[_-])*(?:wait|retry|ready|check)(?:[_-]\w+)*(?:\.sh|\.py)?$|info$|log$|warn$|error$")
"""Functions and scripts that are named for waiting, and those that only print."""
_CHANGES = on_demand(
    r"\bkubectl (?!.*\b(?:get|wait|rollout status|describe)\b)|(?:-X|--request)[= ]?(?:POST|PUT|PATCH|DELETE)"
    r"|\s(?:-d|--data\S*|-F|-T)[= ]|\b(?:create|insert|update|alter|drop|grant|delete)\s|\betcdctl\b.*\bput\b"
    r"|\bsed -i",
    re.IGNORECASE,
)
"""What changes something elsewhere."""
_NOT_FOR_APPS = on_demand(
    r"migrat|schema|populat|\bselect\b.{1,200}\bfrom\b|/proc/|/sys/|sysctl|max_map_count|ulimit"
    r"|\bjobs?(?:[./ ]|$)|rollout status|condition=complete",
    re.IGNORECASE,
)
"""What no app waits for by itself: a migration or the rows of a table, without which it fails or does damage; a
kernel value; a Job; a rollout, which may bring a migration."""


_SLEEPS = on_demand(r"sleep\b|tail -f /dev/null|cat$|read\b|wait$|pause\b")


def only_sleeps(container: AdvisedContainer) -> bool:
    """True if the container has nothing to do but to stay there."""
    return any(map(_SLEEPS().match, steps(container.words)))


def only_tails(container: AdvisedContainer) -> bool:
    """True if the last step of its command is tail."""
    return any(step.startswith("tail ") for step in steps(container.words)[-1:])


def only_waits(container: AdvisedContainer) -> bool:
    """True if each step of the script looks whether something answers, which an app can retry as well.

    False for a script that also writes a file or changes something, and for what cannot be read: a script of a volume.
    """
    return _only_waits(container.name, container.words)


@lru_cache(MOST_KEPT)
def _only_waits(name: str, words: tuple[str, ...]) -> bool:
    """The answer of `only_waits`: most scripts are those of many pods."""
    text = script(words)
    if not text or _NOT_FOR_APPS().search(f"{name} {text}") or _CHANGES().search(text):
        return False
    if any(not path.startswith("/tmp/") for path in written(text, {})):  # noqa: S108 - a path that is read
        return False
    programs = [step.partition(" ")[0] for step in steps(words)]
    if not any(program in _ASKING or _WAITING_NAME().match(program) for program in programs):
        return False
    return all(program in _LOOKS or _WAITING_NAME().match(program) or _is_no_program(program) for program in programs)


def _is_no_program(word: str) -> bool:
    """True for an assignment, the word of an array or a variable that holds the command of a function."""
    return "=" in word or not word[0].isalpha()


_STOPS = on_demand(
    r"quitquitquit|\bquitpath\b|/quit\b|\bp?kill(?:all)?\b|wait-to-complete|\bscuttle\b|pilot-agent request"
)


def is_stopped(pod: AdvisedPod) -> bool:
    """True if a script in the pod stops a neighbour, or itself once a neighbour has ended."""
    return any(_STOPS().search(script(container.words)) for container in pod.containers)
