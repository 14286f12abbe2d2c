"""Of a quoted message the end survives, where the cause stands; wrappers and ids go."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kubectl_sidecars.diagnose.phrasing.quotes import LONGEST, innermost, quoted

SANDBOX = "1f3870be274f6c49b3e31a0c6728957f1f3870be274f6c49b3e31a0c6728957f"
WRAPPERS = (
    "(combined from similar events): ",
    "Failed to create pod sandbox: ",
    "rpc error: code = Unknown desc = ",
    f'failed to setup network for sandbox "{SANDBOX}": ',
    'MountVolume.SetUp failed for volume "pvc-1" : ',
    "OCI runtime create failed: ",
    "Internal error occurred: ",
)
TEXT = st.text(string.ascii_letters + string.digits + ' /.:="', min_size=1, max_size=600)


MOUNT = """MountVolume.SetUp failed for volume "pvc-1" : rpc error: code = Internal desc = mount failed: exit status 32
Mounting command: mount
Mounting arguments: -t ext4 /dev/longhorn/pvc-1 /var/lib/kubelet/mount
Output: mount: /dev/longhorn/pvc-1 already mounted or mount point busy.
"""
RUNC = """failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: \
unable to start container process: exec: "serve": executable file not found in $PATH: unknown"""


@pytest.mark.parametrize(
    ("message", "cause"),
    [
        (
            "".join(WRAPPERS[:4]) + 'plugin type="cilium-cni" failed (add): unable to allocate IP: range is full',
            'plugin type="cilium-cni" failed (add): unable to allocate IP: range is full',
        ),
        (MOUNT, "mount: /dev/longhorn/pvc-1 already mounted or mount point busy."),
        (RUNC, 'exec: "serve": executable file not found in $PATH: unknown'),
        (f"no such container {SANDBOX}", "no such container 1f3870be…"),
        ("stat /data/app: no such file or directory", "stat /data/app: no such file or directory"),
        ("Internal error occurred:", "Internal error occurred:"),
        ("", ""),
    ],
)
def test_the_wrappers_before_a_cause_are_taken_off(message: str, cause: str) -> None:
    assert innermost(message) == cause


@given(st.lists(st.sampled_from(WRAPPERS), max_size=6), TEXT)
def test_the_last_60_characters_of_the_innermost_error_survive(wrappers: list[str], cause: str) -> None:
    cause = " ".join(f"reason: {cause}".split())
    end = innermost(cause)[-60:]
    found = quoted("".join(wrappers) + cause)
    assert found.strip("`").endswith(end)
    assert len(found) <= LONGEST + 2


@given(st.text(max_size=600))
def test_a_quote_is_one_line_in_its_own_quotes(text: str) -> None:
    found = quoted(text)
    assert found.count("`") == 2
    assert len(found.splitlines()) <= 1


def test_what_a_cloud_says_of_its_help_pages_does_not_hide_the_cause() -> None:
    said = "Message=\"The identity has no permission on key vault 'shop-kv'. For help resolving this issue, please see"
    assert quoted(f'{said} https://go.microsoft.com/fwlink/?linkid=1" InnerError={{}}').endswith(
        "key vault 'shop-kv'.`"
    )


def test_the_machine_that_a_cloud_names_survives() -> None:
    message = (
        'Attach volume "k8s-pvc-1" to instance "/subscriptions/1/virtualMachines/11" failed with compute.Client#Update:'
        " Failure sending request: StatusCode=409 -- Original Error: failed request: autorest/azure: Service returned"
        ' an error. Status=<nil> Code="AttachDiskWhileBeingDetached" Message="Cannot attach data disk \'b1\' to VM'
        f" 'pool_11' because {'the disk is being detached ' * 12}"
    )
    assert innermost(message).startswith('Code="AttachDiskWhileBeingDetached" Message="Cannot attach')
    assert quoted(message).startswith("`Cannot attach data disk 'b1' to VM 'pool_11' because ")
