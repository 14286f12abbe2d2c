"""Messages of machines in plain words: each row with a message that was seen, and who is at fault."""

from __future__ import annotations

import re

import pytest

from kubectl_sidecars.diagnose.facts.machine_messages import explained, explained_words, rows
from kubectl_sidecars.diagnose.facts.messages.binaries import BINARIES
from kubectl_sidecars.diagnose.facts.messages.row import AtFault

SEEN = (
    ("no pod address", "unable to allocate IP via local cilium agent: [POST /ipam][502] postIpamFailure range is full"),
    (
        "no pod address",
        "failed to allocate for range 0: no IP addresses available in range set: 10.244.1.1-10.244.1.254",
    ),
    ("no pod address", "add cmd: failed to assign an IP address to container"),
    ("user namespaces", "failed to start noop process for unshare: fork/exec /proc/self/exe: no space left on device"),
    ("no native sidecars", 'Pod was rejected: Init container "log" may not have a non-default restartPolicy'),
    (
        "no address of a network",
        (
            'error adding container to network "lan": Error at storage engine: Could not allocate IP in range: ip:'
            " 10.128.165.32 / - 10.128.165.34 / range: net.IPNet{IP:net.IP{0xa, 0x80}, Mask:net.IPMask{0xff, 0xff}}"
        ),
    ),
    ("no such network", 'network-attachment-definitions.k8s.cni.cncf.io "macvlan" not found'),
    ("no such network", "cannot find a network-attachment-definition (macvlan) in namespace (shop)"),
    ("no such plugin", 'plugin type="portmap" failed (add): failed to find plugin "portmap" in path [/opt/cni/bin]'),
    ("no flannel", "loadFlannelSubnetEnv failed: open /run/flannel/subnet.env: no such file or directory"),
    (
        "no calico",
        "stat /var/lib/calico/nodename: no such file or directory: check that the calico/node container runs",
    ),
    ("calico token", "error getting ClusterInformation: connection is unauthorized: Unauthorized"),
    ("no cilium", "dial unix /var/run/cilium/cilium.sock: connect: connection refused"),
    ("no cilium", "unable to connect to Cilium agent: failed to create cilium agent client after 30 seconds timeout"),
    ("no aws-node", 'Error while dialing dial tcp 127.0.0.1:50051: connect: connection refused"'),
    ("no network plugin", "container runtime network not ready: NetworkReady=false cni plugin not initialized"),
    ("host port taken", "cannot open hostport 8080 for pod ingress: listen tcp :8080: bind: address already in use"),
    ("attached elsewhere", 'Multi-Attach error for volume "pvc-1" Volume is already used by pod(s) db-7d6c5b9f8-mh2xl'),
    (
        "attached elsewhere",
        "Multi-Attach error for volume pvc-1 Volume is already exclusively attached to one node and can't be attached",
    ),
    (
        "disk being detached",
        "Code=\"AttachDiskWhileBeingDetached\" Message=\"Cannot attach data disk 'b1' to VM 'pool_11' because it",
    ),
    ("disk being detached", "409 because the disk is currently being detached or the last detach operation failed."),
    (
        "busy device",
        "mount failed: exit status 32\nMounting command: x\nOutput: /dev/x already mounted or mount point busy.",
    ),
    (
        "no CSI driver",
        'AttachVolume.Attach failed for volume "pvc-1" : CSINode node-1 does not contain driver efs.csi.aws.com',
    ),
    (
        "no CSI driver",
        "failed to get CSI client: driver name efs.csi.aws.com not found in the list of registered CSI drivers",
    ),
    ("no attacher", "timed out waiting for external-attacher of ebs.csi.aws.com CSI driver to attach volume vol-1"),
    ("no secrets provider", 'failed to mount secrets store objects: provider not found: provider "azure"'),
    ("no SecretProviderClass", 'failed to get secretproviderclass shop/vault-db, error: "vault-db" not found'),
    ("no mount helper", "bad option; for several filesystems you might need a /sbin/mount.<type> helper program."),
    ("refused by server", "mount.nfs: access denied by server while mounting nas:/export/shop"),
    (
        "no such export",
        "mount.nfs: mounting nas:/export/shop failed, reason given by server: No such file or directory",
    ),
    ("silent server", "mount.nfs: Connection timed out"),
    ("damaged file system", "'fsck' found errors on device /dev/sdb but could not correct them: RUN fsck MANUALLY"),
    ("other file system", "mount: wrong fs type, bad option, bad superblock on /dev/sdb, missing codepage"),
    ("wrong hostPath", "hostPath type check failed: /var/run/docker.sock is not a socket file"),
    ("no such directory", "Error: stat /data/app: no such file or directory"),
    ("no right", "UnauthorizedOperation: You are not authorized to perform this operation"),
    ("no such disk", "rpc error: code = NotFound desc = InvalidVolume.NotFound: The volume 'vol-1' does not exist."),
    ("too many disks", "AttachmentLimitExceeded: Instance i-1 has reached its limit"),
    ("claim deleted", "error processing PVC shop/data: PVC is being deleted"),
    ("no DRA driver", "prepare resources: DRA driver gpu.nvidia.com is not registered"),
    ("fixed owner", "chown: changing ownership of '/bitnami/postgresql': Operation not permitted"),
    ("fixed owner", "applyFSGroup failed for vol fs-1: lchown /var/lib/kubelet/pods/x/mount: operation not permitted"),
    ("quota", "write /data/x: disk quota exceeded"),
    (
        "name reserved",
        'failed to reserve container name "app_shop_demo_1_0": name "app_shop_demo_1_0" is reserved for "3f"',
    ),
    ("name reserved", 'Conflict. The container name "/k8s_app_shop_demo_1_0" is already in use by container "3f"'),
    ("seccomp memory", "unable to init seccomp: error loading seccomp filter into kernel: errno 524: unknown"),
    ("no seccomp profile", 'cannot load seccomp profile "/var/lib/kubelet/seccomp/a.json": open a.json: no such file'),
    ("no AppArmor profile", 'Cannot enforce AppArmor: profile "deny-write" is not loaded'),
    (
        "user by name",
        "container has runAsNonRoot and image has non-numeric user (node), cannot verify user is non-root",
    ),
    ("other architecture", "exec /app: exec format error"),
    ("limit too low", "container init was OOM-killed (memory limit too low?): unknown"),
    (
        "file onto directory",
        "error mounting to rootfs: not a directory: unknown: Are you trying to mount a directory onto a file",
    ),
    ("read-only mount point", "create mountpoint for /etc/x mount: mkdirat /etc/x: read-only file system: unknown"),
    ("no runtime handler", 'no runtime for "nvidia" is configured'),
    (
        "cgroup driver",
        'expected cgroupsPath to be of format "slice:prefix:name" for systemd cgroups, got "/kubepods/x"',
    ),
    ("GPU driver", "nvidia-container-cli: initialization error: nvml error: driver not loaded"),
    ("NUMA", "Pod was rejected: Resources cannot be allocated with Topology locality"),
    (
        "no device",
        "Allocate failed due to requested number of devices unavailable for nvidia.com/gpu. Requested: 1, Available: 0",
    ),
    ("sysctl", 'forbidden sysctl: "net.core.somaxconn" not allowlisted'),
    ("no sandbox image", 'failed to get sandbox image "registry.k8s.io/pause:3.9": i/o timeout'),
    ("inotify", "failed to create fsnotify watcher: inotify_init: too many open files"),
    ("open files", "accept tcp [::]:8080: accept4: too many open files"),
    ("disk full", "write /var/lib/containerd/x: no space left on device"),
    ("disk full", "mkdir /var/lib/kubelet/pods/u-1/volumes/kubernetes.io~secret/tls: no space left on device"),
    ("disk full", "write /var/lib/kubelet/pods/u-1/volumes/kubernetes.io~configmap/c/..1/a: no space left on device"),
    (
        "memory full",
        "write /var/lib/kubelet/pods/u-1/volumes/kubernetes.io~secret/tls/..1/key: no space left on device",
    ),
    ("no cgroup", "mkdir /sys/fs/cgroup/memory/kubepods/burstable/pod1: no space left on device"),
    (
        "sidecar not injected",
        "rpc error: code = FailedPrecondition desc = failed to find the sidecar container in Pod spec",
    ),
    ("process limit", "runtime/cgo: pthread_create failed: Resource temporarily unavailable"),
    ("runtime down", "[container runtime is down, PLEG is not healthy: pleg was last seen active 14m3s ago]"),
    ("Windows build", "The container operating system does not match the host operating system."),
    ("user namespace", "can't set up user namespaces: runtime does not support user namespaces"),
    ("max_map_count", "max virtual memory areas vm.max_map_count [65530] is too low, increase to at least [262144]"),
    ("inotify", "System.IO.IOException: The configured user limit (128) on the number of inotify instances has been"),
    ("locked data", "[ERROR] [MY-012574] [InnoDB] Unable to lock ./ibdata1 error: 11"),
    ("locked data", 'FATAL: lock file "postmaster.pid" already exists'),
    ("locked data", "opening storage failed: lock DB directory: resource temporarily unavailable"),
    ("low port", "nginx: [emerg] bind() to 0.0.0.0:80 failed (13: Permission denied)"),
    ("low port", "listen tcp :443: bind: permission denied"),
    ("image in use", "rpc error: code = Internal desc = rbd image k8s/csi-vol-1 is still being used"),
    ("no shim", "failed to create containerd task: failed to create shim: not found"),
    ("no shim", "failed to start shim: fork/exec /usr/bin/containerd-shim-kata-v2: no such file or directory"),
    ("expired", "x509: certificate has expired or is not yet valid: current time 2026-03-02T00:00:00Z is after"),
    ("expired", "Error: certificate has expired"),
    ("expired or early", "x509: certificate has expired or is not yet valid"),
    (
        "not yet valid",
        "x509: certificate has expired or is not yet valid: current time 2026-08-23T04:21:29Z is before 2026",
    ),
    ("not yet valid", "SSL routines:tls_process_server_certificate: certificate is not yet valid"),
    ("no TUN device", "ERROR creating tun device: creating TUN device file node: operation not permitted"),
    ("no TUN device", "ERROR: Cannot open TUN/TAP dev /dev/net/tun: No such file or directory (errno=2)"),
    ("no iptables table", "iptables-restore: unable to initialize table 'nat'"),
    ("no iptables table", "iptables v1.8.4 (legacy): can't initialize iptables table `nat': Table does not exist"),
    ("no NET_ADMIN", "iptables v1.8.7: can't initialize iptables table `nat': Permission denied (you must be root)"),
    ("no NET_ADMIN", "RTNETLINK answers: Operation not permitted"),
    ("no kernel module", "modprobe: FATAL: Module iscsi_tcp not found in directory /lib/modules/6.8.0-1014"),
    ("no host program", "nsenter: failed to execute iscsiadm: No such file or directory"),
    ("no host program", "chroot: failed to run command 'nvidia-smi': No such file or directory"),
    ("no host program", 'exec: "cryptsetup": executable file not found in $PATH'),
    (
        "dead mount",
        "stat /var/lib/kubelet/pods/1/volumes/kubernetes.io~csi/data/mount: transport endpoint is not connected",
    ),
    (
        "unreadable mount",
        "failed to mkdir: mkdir /var/lib/kubelet/pods/1/volumes/kubernetes.io~csi/pvc-1/mount: file exists",
    ),
    ("dead mount", "OSError: [Errno 107] Transport endpoint is not connected: '/data'"),
    ("stale mount", "stat /var/lib/kubelet/pods/1/volumes/kubernetes.io~nfs/home: stale NFS file handle"),
    ("stale mount", "OSError: [Errno 116] Stale file handle: '/home/anna'"),
    (
        "secret refused",
        'Code="Forbidden" Message="The user, group or application does not have secrets get permission on key vault',
    ),
    (
        "secret refused",
        "User: arn:aws:sts::1:assumed-role/x/y is not authorized to perform: secretsmanager:GetSecretValue on resource",
    ),
    ("secret refused", "PermissionDenied desc = Permission 'secretmanager.versions.access' denied for resource"),
    (
        "secret refused",
        'couldn\'t read secret "db": Error making API request. URL: GET http://vault:8200/v1/secret/data/db Code: 403.',
    ),
    ("cloud quota", "VolumeLimitExceeded: Maximum number of volumes allowed (10) exceeded for quota 'volumes'."),
    ("cloud quota", "googleapi: Error 403: Quota 'SSD_TOTAL_GB' exceeded. Limit: 500.0 in region europe-west1."),
    (
        "cloud quota",
        'Code="QuotaExceeded" Message="Operation could not be completed as it results in exceeding approved',
    ),
    ("cloud quota", "failed to create volume: volume limit exceeded (resource_limit_exceeded)"),
    ("storage full", "rpc error: code = Internal desc = not enough capacity: requested 107374182400 bytes"),
    ("no StorageClass", 'storageclass.storage.k8s.io "fast" not found'),
    (
        "node's labels",
        "Pod was rejected: Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector",
    ),
    (
        "node's room",
        "Pod was rejected: Node didn't have enough resource: cpu, requested: 2000, used: 3500, capacity: 4000",
    ),
    ("inotify", "failed to create fsnotify watcher: too many open files"),
)


@pytest.mark.parametrize(("name", "message"), SEEN, ids=lambda value: value[:30])
def test_a_message_in_plain_words(name: str, message: str) -> None:
    found = explained(message, "node-1")
    assert found is not None
    assert found.name == name
    assert "{" not in found.words
    assert not re.search(r"\b(driver|plugin|provider|runtime|profile|network|sysctl)  ", found.words)


def test_a_program_that_finds_no_space_does_not_prove_that_the_disk_is_full() -> None:
    found = explained_words("write /cache/x: no space left on device", "node-1")
    assert found is not None
    assert (found.name, found.at_fault) == ("no space", AtFault.VOLUME)
    assert "disk" not in found.words


def test_each_row_was_seen() -> None:
    assert (
        {row.name for row in rows() if row not in BINARIES}
        <= {name for name, _ in SEEN}
        <= {row.name for row in rows()}
    )


def test_a_row_names_what_the_message_names() -> None:
    found = explained("driver name efs.csi.aws.com not found in the list of registered CSI drivers", "node-1")
    assert found is not None
    assert (found.words, found.at_fault) == ("CSI driver efs.csi.aws.com does not run on node node-1", AtFault.NODE)


OF_NOBODY = (
    "AccessDenied: no such key",
    "volume x does not exist",
    "listening on :8080",
    "info: can not modify /etc/nginx/conf.d/default.conf (read-only file system?)",
    "",
)


@pytest.mark.parametrize("words", OF_NOBODY)
def test_the_words_of_a_program_are_no_message_of_the_kubelet(words: str) -> None:
    assert explained_words(words, "node-1") is None


@pytest.mark.parametrize("message", ['secret "x" not found', "starting", "", "connection refused"])
def test_a_message_that_no_row_knows(message: str) -> None:
    assert explained(message, "node-1") is None
