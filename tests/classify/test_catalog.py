"""The catalogue is whole: each entry can be recognised, explained, and looked up."""

from __future__ import annotations

from collections import Counter

from kubectl_sidecars.classify.catalog import BY_ID, ENTRIES, Entry, Lifecycle, Native, Strength
from kubectl_sidecars.classify.catalog.native import REFUSED, SWITCHES
from kubectl_sidecars.classify.index import NOT_MATCHED, Index
from kubectl_sidecars.classify.judgement import Role
from kubectl_sidecars.classify.notes import NOTES
from kubectl_sidecars.classify.signals.words import HELPER_WORDS, TASK_WORDS
from kubectl_sidecars.classify.tasks import ONCE, WORDS
from kubectl_sidecars.glossary.roles import ROLES
from kubectl_sidecars.glossary.roles_table import roles_table


def test_ids_are_unique() -> None:
    assert [id_ for id_, count in Counter(entry.id for entry in ENTRIES).items() if count > 1] == []


def test_every_entry_has_a_purpose_and_a_link() -> None:
    assert set(NOTES) == set(BY_ID)
    assert [
        id_ for id_, note in NOTES.items() if not note.purpose.endswith(".") or not note.link.startswith("https://")
    ] == []


def test_every_task_has_words_for_people() -> None:
    tasks = {entry.task for entry in ENTRIES} | set(ONCE.values())
    tasks |= {task for _, task, _ in HELPER_WORDS.values()} | {task for task, _ in TASK_WORDS.values()}
    assert tasks - set(WORDS) == set()


def test_every_role_is_explained() -> None:
    assert set(ROLES) == set(Role)


def test_switches_belong_to_entries_and_none_is_both_offered_and_refused() -> None:
    assert set(SWITCHES) | set(REFUSED) <= set(BY_ID)
    assert set(SWITCHES) & set(REFUSED) == set()


def test_every_entry_can_be_recognised_by_the_signal_that_it_names() -> None:
    assert [each.id for each in ENTRIES if each.id not in NOT_MATCHED and not has_its_signal(each)] == []


def has_its_signal(entry: Entry) -> bool:
    needs = {
        Strength.IMAGE: bool(entry.images),
        Strength.NAME: bool(entry.names),
        Strength.EITHER: bool(entry.images and entry.names),
        Strength.BOTH: bool(entry.images and entry.names),
        Strength.CONTEXT: bool(entry.annotations or entry.labels or entry.requests or entry.hints or entry.images),
        Strength.COMMAND: bool(entry.hints),
    }
    return needs[entry.strength]


def test_init_entries_are_run_as_init_containers_and_are_never_to_be_made_native() -> None:
    init = [entry for entry in ENTRIES if entry.role is Role.INIT]
    assert {entry.lifecycle for entry in init} == {Lifecycle.INIT}
    assert {entry.native for entry in init} == {Native.NOT_APPLICABLE}


def test_an_index_keeps_the_users_entry_in_place_of_ours() -> None:
    own = Entry("istio-proxy", "ours", Role.SECURITY, "", Strength.NAME, names=("istio-proxy",))
    index = Index(ENTRIES, (own,))
    assert index.by_id["istio-proxy"] is own
    assert sum(entry.id == "istio-proxy" for entry in index.entries) == 1


def test_the_table_for_the_documentation_names_every_entry() -> None:
    table = roles_table()
    assert [entry.id for entry in ENTRIES if f"| `{entry.id}` |" not in table] == []
