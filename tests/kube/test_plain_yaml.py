"""The YAML that kubectl writes, read without PyYAML."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from kubectl_sidecars.kube.config.plain_yaml import NotPlainError, read_plain

WRITTEN_BY_KUBECTL = b"""\
apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSURCVEND+/==
    extensions:
    - extension:
        provider: minikube.sigs.k8s.io
      name: cluster_info
    server: https://127.0.0.1:6443
  name: kind-kind
contexts:
- context:
    cluster: kind-kind
    namespace: ""
    user: arn:aws:eks:eu-west-1:123456789012:cluster/shop
  name: kind-kind
current-context: kind-kind
kind: Config
preferences: {}
users:
- name: arn:aws:eks:eu-west-1:123456789012:cluster/shop
  user:
    exec:
      apiVersion: client.authentication.k8s.io/v1beta1
      args:
      - --region
      - eu-west-1
      command: aws
      env: null
      interactiveMode: IfAvailable
      provideClusterInfo: false
"""


def read(text: bytes) -> object:
    try:
        return read_plain(text)
    except NotPlainError:
        return NotPlainError


def test_a_kubeconfig_of_kubectl_is_read_as_pyyaml_reads_it() -> None:
    assert read_plain(WRITTEN_BY_KUBECTL) == yaml.safe_load(WRITTEN_BY_KUBECTL)


@pytest.mark.parametrize(
    "text",
    [
        b"", b"# only a comment\n", b"a:\n", b"a:\nb: c\n", b"a:\n- b: c\n  d: e\n- f: 'g: h'\n",
        b'a: "b # c"\n\nd: e', b"a: b\na: c", b"a: {b: c}", b"""a: {b: "c, d", e: 'f', g: true}\nh: i""",
        b"a: {b: https://127.0.0.1:1}", b"a:\n- {b: c, d: null}",
    ],
)  # fmt: skip
def test_the_plain_part_of_yaml_is_read_as_pyyaml_reads_it(text: bytes) -> None:
    assert (read_plain(text) or None) == yaml.safe_load(text)


@pytest.mark.parametrize(
    "text",
    [
        b"a: &b c\nd: *b", b"a: |\n  b", b"a: {b: {c: d}}", b"a: {b: c, }", b"a: {b}", b"a: {b:c}",
        b"a: { b: c}", b"a: {b: 1}", b"a: {b: c",
        b"a: {b: c,d: e}", b"a: {no: c}", b"a: {b: c} # d", b"a: {b: c:}",
        b"a: {b: [c]}", b"a: b\n  c", b"a: b\n  c: d", b"a: 1", b"a: 2001-01-01",
        b"a: Yes", b"yes: a", b"a: b # c", b"a: b: c", b"a: b:", b'a: "\\n"', b"a: 'it''s'", b"a:\tb", b"a: b\r\n",
        b"\xef\xbb\xbfa: b", b"a: \xc3\xa9", b"---\na: b", b"- a", b"a", b"a:\n   b: c\n  d: e", b"  a: b", b"a:  b",
        b"a: b ", b"a: ~", b"a:\n-  b: c", b"a:\n- - b", b"\t\n",
    ],
)  # fmt: skip
def test_anything_else_is_left_to_pyyaml(text: bytes) -> None:
    assert read(text) is NotPlainError


WORDS = st.sampled_from(
    [
        "a", "b", "no", "True", "null", "~", "1", "1e3", "0x1f", ".5", "=", "<<", "x:y", "x:", "a b", "-", "?", "a#b",
        "--a", "-1", "-.5", "#", "/", "@", "%", "'", '"', "''", '""', '"a"', "'a b'", "{}", "[]", "|", ">", "&a", "*a",
        "!!str", "12:30", "2001-01-01", "\t", "\\", ",", "\x00",
    ]
)  # fmt: skip
IN_BRACES = st.lists(st.tuples(WORDS, st.one_of(WORDS, st.text("ab:#-'\"{} ,", max_size=4))), max_size=3).map(
    lambda fields: "{" + ", ".join(f"{key}: {value}" for key, value in fields) + "}"
)
LINES = st.builds(
    lambda indent, dash, key, colon, value: " " * indent + dash + key + colon + value,
    st.sampled_from([0, 0, 1, 2, 2, 3, 4]),
    st.sampled_from(["", "", "- ", "-", "- - "]),
    WORDS,
    st.sampled_from([": ", ": ", ":", "", " : "]),
    st.one_of(st.just(""), WORDS, st.text("ab:#-'\"{} ,", max_size=6), IN_BRACES),
)


@given(st.lists(LINES, max_size=6))
def test_any_text_is_read_as_pyyaml_reads_it(lines: list[str]) -> None:
    text = "\n".join(lines).encode()
    value = read(text)
    if value is not NotPlainError:
        assert repr(value or None) == repr(yaml.safe_load(text))


STRINGS = st.text("abyesno01--:/.+=_@ '#", max_size=8)
KEYS = st.text("abyesno-1", min_size=1, max_size=4)
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), STRINGS),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=3)),
    max_leaves=12,
)


@given(st.dictionaries(KEYS, VALUES, max_size=4))
def test_what_pyyaml_writes_is_read_as_pyyaml_reads_it(value: dict[str, object]) -> None:
    text = yaml.safe_dump(value, default_flow_style=False).encode()
    again = read(text)
    if again is not NotPlainError:
        assert repr(again or {}) == repr(yaml.safe_load(text))


@given(st.dictionaries(KEYS, st.dictionaries(KEYS, STRINGS, max_size=3), max_size=3))
def test_maps_that_pyyaml_writes_in_braces_are_read_as_pyyaml_reads_them(value: dict[str, dict[str, str]]) -> None:
    text = yaml.safe_dump(value, default_flow_style=None, width=1000).encode()
    again = read(text)
    if again is not NotPlainError:
        assert repr(again or {}) == repr(yaml.safe_load(text))
