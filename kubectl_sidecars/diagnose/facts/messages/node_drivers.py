"""Messages of containers that build and load drivers of their node, or look for its disks."""

from __future__ import annotations

from kubectl_sidecars.diagnose.facts.messages.row import AtFault, Row

NODE_DRIVERS = (
    # NVIDIA's driver container, nvidia-driver; apt-get(8), dnf(8)
    Row(
        "no kernel packages",
        r"could not resolve linux kernel version"
        r"|unable to locate package linux-(?:headers|modules)-([\w.+-]{1,80})"
        r"|unable to find a match: kernel-(?:headers|devel)-([\w.+-]{1,80})",
        "it finds no packages for the kernel of {node}, without which it cannot build the driver",
        AtFault.NODE,
        "Give the node a kernel that its package repositories have, add a repository that has this one, or use a driver"
        " that is built already.",
    ),
    Row(
        "driver in use",
        r"could not unload nvidia driver kernel modules",
        "the driver that is loaded on {node} is in use, so that it cannot be replaced",
        AtFault.NODE,
        "End what uses the device on that node (drain it), or reboot the node.",
    ),
    # modprobe(8) with ENOKEY and EKEYREJECTED, ENODEV
    Row(
        "module not signed",
        r"could not insert '([\w-]{1,60})': (?:key was rejected by service|required key not available)",
        "the kernel of {node} refuses module {0}: Secure Boot knows no such key",
        AtFault.NODE,
        "Sign the module with a key that the node knows, use a signed driver, or switch Secure Boot off.",
    ),
    Row(
        "no device",
        r"could not insert '([\w-]{1,60})': no such device",
        "{its_node} has no device that kernel module {0} is for",
        AtFault.NODE,
        "Look whether the node has the device (lspci), and whether the driver is of a version that knows it.",
    ),
    # rook pkg/operator/ceph/cluster/osd/spec.go, v1.14
    Row(
        "no disk",
        r"no disk found with osd id \d",
        "it finds no disk of its OSD on {node}",
        AtFault.NODE,
        "Look at the disks of the node (lsblk): one may be lost, emptied, or have another name since a reboot.",
    ),
)
"""Rows for the last words of a program alone."""
