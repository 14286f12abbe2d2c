"""The catalogue is whole: packed as it is written, and each container can be recognised, explained and looked up."""

from __future__ import annotations

import subprocess
import sys

import make_catalog
import pytest

from kubectl_sidecars.classify.catalog import CONTAINERS_FILE, NOTES_FILE, Index, built_in, notes
from kubectl_sidecars.classify.known_container import KnownContainer, Native, Strength, UsualType
from kubectl_sidecars.classify.roles import Role
from kubectl_sidecars.classify.signals.task_words import TASK_WORDS
from kubectl_sidecars.classify.signals.words import HELPER_WORDS
from kubectl_sidecars.classify.tasks import ONCE, WORDS
from kubectl_sidecars.errors import UsageError
from kubectl_sidecars.glossary.roles import ROLES
from kubectl_sidecars.glossary.roles_table import roles_table

CONTAINERS = built_in().containers


def test_the_packed_files_are_current() -> None:
    """make catalog"""
    packed = make_catalog.packed(make_catalog.sources())
    assert set(packed) == {CONTAINERS_FILE, NOTES_FILE}
    for name, data in packed.items():
        assert (make_catalog.DATA / name).read_bytes() == data, f"{name} is old: run `make catalog`"


def table_of(id_: str, *lines: str) -> str:
    """A table of the catalogue with what each has to have; `lines` are its further keys."""
    needed = ('role = "backup"', 'task = "data-backup"', 'purpose = "Backs up."', 'link = "https://example.com"')
    return "\n".join((f"[{id_}]", f'names = ["{id_}"]', *needed, *lines)) + "\n"


@pytest.mark.parametrize(
    ("given", "instead", "problem"),
    [
        ('task = "data-backup"', 'task = "data-bakup"', r'4: no task is called "data-bakup"; add it to \S+/tasks\.py'),
        ('purpose = "Backs up."', "", r"1: \[saver\] has no purpose"),
        ('link = "https://example.com"', "", r"1: \[saver\] has no link"),
    ],
)
def test_what_a_table_of_the_catalogue_lacks_is_reported_with_its_line(given: str, instead: str, problem: str) -> None:
    with pytest.raises(UsageError, match=rf"^a\.toml:{problem}$"):
        make_catalog.packed({"a.toml": table_of("saver").replace(given, instead)})


def test_an_id_is_used_once_in_all_files() -> None:
    table = table_of("twice")
    with pytest.raises(UsageError, match=r"^b\.toml: \[twice\] is in another file too$"):
        make_catalog.packed({"a.toml": table, "b.toml": table})


def test_a_container_may_stand_for_one_of_another_file() -> None:
    other = table_of("other", 'instead_of = "one"')
    one = table_of("one")
    assert make_catalog.packed({"a.toml": other, "b.toml": one})
    with pytest.raises(UsageError, match=r'^a\.toml:7: no known container is called "one"$'):
        make_catalog.packed({"a.toml": other})


LOADED = """
import sys
import kubectl_sidecars.classify
from kubectl_sidecars.classify import catalog
read = []
sys.addaudithook(lambda event, args: read.append(str(args[0])) if event == "open" and ".msgpack" in str(args) else None)
catalog.built_in()
catalog.built_in()
print(*(name.rpartition("/")[2] for name in read), *({"tomllib", "kubectl_sidecars.catalog"} & set(sys.modules)))
"""


def test_recognising_reads_one_file_once_and_neither_notes_nor_toml() -> None:
    done = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True)
    assert done.stdout.split() == [CONTAINERS_FILE]


COUNTED = """
import re._compiler, sys
import kubectl_sidecars.classify
from kubectl_sidecars.classify import catalog
loaded, calls, compiled = set(sys.modules), 0, []
plain = re._compiler.compile
re._compiler.compile = lambda *args: compiled.append(args[0]) or plain(*args)
def count(frame, event, arg):
    global calls
    calls += event in ("call", "c_call")
sys.setprofile(count)
containers = catalog.built_in().containers
sys.setprofile(None)
print(calls // len(containers), *compiled, *(set(sys.modules) - loaded))
"""
MOST_CALLS = 40
"""Calls for each known container that is put into the index: 21 at the time of writing, about 2 ms in all."""


def test_the_index_is_built_in_few_steps_without_patterns_and_modules() -> None:
    """Every call of the program that recognises a container pays for this."""
    done = subprocess.run([sys.executable, "-c", COUNTED], capture_output=True, text=True, check=True)
    calls, *others = done.stdout.split()
    assert int(calls) <= MOST_CALLS
    assert others == []


def test_a_control_plane_is_written_in_the_file_of_its_helper() -> None:
    """istiod beside istio-proxy, the server of Vault beside its agent."""
    pairs = [(each.id, service[7:]) for each in CONTAINERS for service in each.serves if service.startswith("helper:")]
    assert pairs
    assert [pair for pair in pairs if notes()[pair[0]].family != notes()[pair[1]].family] == []


@pytest.mark.parametrize(
    "kinds", [{"csi", "provisioner", "storage", "volume"}, {"device", "dra"}, {"secrets-provider"}]
)
def test_what_serves_alike_is_written_in_one_file(kinds: set[str]) -> None:
    served = [(notes()[each.id].family, service.partition(":")[0]) for each in CONTAINERS for service in each.serves]
    assert len({family for family, kind in served if kind in kinds}) == 1


def test_every_container_has_a_purpose_and_a_link() -> None:
    assert set(notes()) == {container.id for container in CONTAINERS}
    incomplete = [
        id_ for id_, note in notes().items() if not note.purpose.endswith(".") or not note.link.startswith("https://")
    ]
    assert incomplete == []


def test_every_task_has_words_for_people() -> None:
    tasks = {container.task for container in CONTAINERS} | set(ONCE.values())
    tasks |= {task for _, task, _ in HELPER_WORDS.values()} | {task for task, _ in TASK_WORDS.values()}
    assert tasks - set(WORDS) == set()


def test_every_role_is_explained() -> None:
    assert set(ROLES) == set(Role)


def test_what_becomes_native_with_a_switch_says_how_and_since_when() -> None:
    silent = [
        container.id
        for container in CONTAINERS
        if container.native in (Native.BY_DEFAULT, Native.OPT_IN) and not container.native_how
    ]
    assert silent == []


def test_a_mark_asks_for_a_container_or_configures_it_and_never_both() -> None:
    for container in CONTAINERS:
        assert set(container.requests) & set(container.settings) == set(), container.id


def test_every_mark_of_users_belongs_to_a_mark_of_the_container() -> None:
    for container in CONTAINERS:
        keys = {mark.partition("=")[0] for mark in (*container.annotations, *container.labels)}
        assert set(container.set_by_users) <= keys, container.id


def test_every_container_can_be_recognised_by_the_sign_that_it_names() -> None:
    assert [container.id for container in CONTAINERS if not has_its_sign(container)] == []


def has_its_sign(container: KnownContainer) -> bool:
    marks = (*container.annotations, *container.labels, *container.written_by_users)
    needs = {
        Strength.IMAGE: bool(container.images),
        Strength.NAME: bool(container.names),
        Strength.EITHER: bool(container.images and container.names),
        Strength.BOTH: bool(container.images and container.names),
        Strength.CONTEXT: bool(marks or container.hints or container.images),
        Strength.COMMAND: bool(container.hints),
        Strength.NONE: True,
    }
    return needs[container.strength]


def test_init_containers_of_the_catalogue_are_never_to_be_made_native() -> None:
    init = [container for container in CONTAINERS if container.role is Role.INIT]
    assert {container.lifecycle for container in init} == {UsualType.INIT}
    assert {container.native for container in init} == {Native.NOT_APPLICABLE}


def test_an_index_keeps_the_users_container_in_place_of_ours() -> None:
    own = KnownContainer("istio-proxy", "ours", Role.SECURITY, "", Strength.NAME, names=("istio-proxy",))
    index = Index(CONTAINERS, (own,))
    assert index.by_id["istio-proxy"] is own
    assert sum(container.id == "istio-proxy" for container in index.containers) == 1


def test_the_table_for_the_documentation_names_every_container() -> None:
    table = roles_table()
    assert [container.id for container in CONTAINERS if f"| `{container.id}` |" not in table] == []
