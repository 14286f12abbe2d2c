"""Messages of programs to which the system refuses something: also in their last words."""

from __future__ import annotations

from kubectl_sidecars.diagnose.facts.messages.row import AtFault, Row

PROGRAMS = (
    # kubernetes volume_linux.go SetVolumeOwnership; chown(1)
    Row(
        "fixed owner",
        r"applyFSGroup failed|(?:l?chown|chmod)\b.{0,200}operation not permitted|changing (?:ownership|permissions)"
        r" of .{0,200}(?:operation not permitted|permission denied)",
        "the volume allows no change of owner or mode (NFS with root squash, EFS, SMB)",
        AtFault.VOLUME,
        "Leave out the chown and fsGroup, and run as the user who owns the files.",
    ),
    Row(
        "quota",
        r"disk quota exceeded",
        "the quota of its volume is used up",
        AtFault.VOLUME,
        "Free space, or raise the quota.",
    ),
    # inotify(7) ENOSPC, fs.inotify.max_user_watches; EMFILE
    Row(
        "inotify",
        r"inotify.{0,100}(?:no space left|too many open files)|(?:no space left|too many open files).{0,60}inotify"
        r"|System limit for number of file watchers|limit \(\d+\) on the number of inotify instances"
        r"|(?:fsnotify|file ?watcher|file target manager|\btailer?\b|watching file).{0,100}too many open files",
        "{its_node} has no inotify watches left",
        AtFault.NODE,
        "Raise fs.inotify.max_user_instances and max_user_watches on the node.",
    ),
    Row(
        "open files", r"too many open files", "too many files are open", AtFault.NODE, "Raise the limit of open files."
    ),
    # fork(2) EAGAIN, pids cgroup
    Row(
        "process limit",
        r"(?:fork|clone|pthread_create|newosproc)\w*\b.{0,60}resource temporarily unavailable",
        "no more processes are allowed (podPidsLimit of {node})",
        AtFault.NODE,
        "Find what starts them, or raise podPidsLimit of the kubelet.",
    ),
    # elasticsearch bootstrap checks, opensearch
    Row(
        "max_map_count",
        r"vm\.max_map_count \[?\d* ?\]?.{0,20}too low",
        "vm.max_map_count of {node} is too low for it",
        AtFault.NODE,
        "Set vm.max_map_count=262144 on the nodes, in an init container with privileges, or by the operator.",
    ),
    # bind(2) EACCES: ports below net.ipv4.ip_unprivileged_port_start
    Row(
        "low port",
        r"\bbind\b.{0,100}permission denied|permission denied.{0,60}\bbind\b"
        r"|listen (?:tcp|udp).{0,60}permission denied",
        "its user may not bind a port below 1024",
        AtFault.POD,
        "Let it listen on a port above 1023, or give it the capability NET_BIND_SERVICE.",
    ),
    # InnoDB fil0fil, postgres miscinit.c, mongod storage_engine_lock_file, Prometheus tsdb, Elasticsearch
    Row(
        "locked data",
        r"unable to lock (?:the lock file: )?\S{1,200}|lock file \S{1,200} already exists"
        r"|lock DB directory: resource temporarily|failed to obtain node locks?|already locked by another process",
        "its data is locked: another program uses the same volume, or one that used it did not end cleanly",
        AtFault.VOLUME,
        "Find the other pod that mounts its volume: replicas need a volume each.",
    ),
    # Go crypto/x509, OpenSSL, JVM, Node.js; Go says "expired" of both
    Row(
        "not yet valid",
        r"not yet valid: current time \S{1,40} is before|certificate is not yet valid|CertificateNotYetValidException"
        r"|CERT_NOT_YET_VALID",
        "a certificate is not yet valid by the clock of {node}, which may be behind",
        AtFault.NODE,
        "Look at the clock of the node (NTP). If it is right, issue the certificate again.",
    ),
    Row(
        "expired",
        r"certificate has expired(?! or is not yet valid(?!: current))|CertificateExpiredException|CERT_HAS_EXPIRED",
        "a certificate has expired",
        AtFault.ELSEWHERE,
        "Renew the certificate.",
    ),
    Row(
        "expired or early",
        r"certificate has expired or is not yet valid",
        "a certificate has expired, or is not yet valid by the clock of {node}",
        AtFault.ELSEWHERE,
        "Compare the dates of the certificate with the clock of the node.",
    ),
    # gluetun internal/tun, OpenVPN tun.c, wireguard-go tun_linux.go, tailscaled
    Row(
        "no TUN device",
        r"(?:tun device|/dev/net/tun).{0,120}(?:not permitted|permission denied|no such (?:file|device)|does not exist)"
        r"|cannot open TUN/TAP dev",
        "it has no device /dev/net/tun, and may not make it",
        AtFault.POD,
        "Give it the node's /dev/net/tun (a device plugin, or a hostPath) with NET_ADMIN, or privileged: true.",
    ),
    # iptables.c and iptables-restore, v1.8
    Row(
        "no NET_ADMIN",
        r"ip6?tables.{0,200}you must be root|ip6?tables.{0,200}operation not permitted"
        r"|RTNETLINK answers: operation not permitted",
        "it may not change the network of its pod: it lacks the capability NET_ADMIN",
        AtFault.POD,
        "Give the container NET_ADMIN and NET_RAW, or use the CNI plugin of the mesh.",
    ),
    Row(
        "no iptables table",
        r"(?:can't|unable to) initialize (?:ip6?tables )?table [`'\"]?(\w{1,20})",
        "the kernel of {node} has no iptables table {0}",
        AtFault.NODE,
        "Load the kernel module of that table on the node, or let the program use nftables.",
    ),
    # modprobe(8) of kmod
    Row(
        "no kernel module",
        r"modprobe: FATAL: Module ([\w-]{1,60}) not found",
        "the kernel of {node} has no module {0}",
        AtFault.NODE,
        "Install it on the nodes (kernel-modules-extra or linux-modules-extra).",
    ),
    # nsenter(1), chroot(1), Go os/exec in kubelet and CSI drivers
    Row(
        "no host program",
        r"nsenter: failed to execute ([\w./-]{1,100}): no such file"
        r"|chroot: failed to run command .?([\w./-]{1,100}).?: no such file"
        r'|exec: \\*"(iscsiadm|multipathd?|cryptsetup|nvme|rbd|mkfs\.\w+|mount\.\w+)\\*": executable file not found',
        "{its_node} lacks the program {0}",
        AtFault.NODE,
        "Install its package on the nodes (iscsiadm: open-iscsi or iscsi-initiator-utils).",
    ),
    # open(2) and stat(2) ENOTCONN of a FUSE mount; ESTALE; containerd makes EEXIST of both
    Row(
        "dead mount",
        r"/\S{1,1000} (?:transport endpoint is|socket) not connected|transport endpoint is not connected: ['\"]?/"
        r"|ENOTCONN: socket is not connected, \w+ '/",
        "the mount of its volume on {node} is dead: the program that served it (FUSE) has ended",
        AtFault.VOLUME,
        "Delete the pod, so that a new one mounts it again; if that does not help, unmount it on the node. Look why the"
        " driver's pod of that node ended.",
    ),
    Row(
        "unreadable mount",
        r"\bmkdir /\S{1,300}/volumes/kubernetes\.io~csi/\S{1,300}/mount: file exists",
        "the mount of its volume on {node} is there, but cannot be read: it is dead or stale",
        AtFault.VOLUME,
        "Delete the pod, so that a new one mounts it again; if that does not help, unmount it on the node.",
    ),
    Row(
        "stale mount",
        r"\bstale (?:NFS )?file handle",
        "the mount of its volume on {node} is stale: the server no longer knows its files",
        AtFault.VOLUME,
        "Delete the pod, so that a new one mounts it again; if that does not help, unmount it on the node.",
    ),
)

OF_THE_SYSTEM = (
    # containerd diff/apply; write(2) ENOSPC
    Row(
        "disk full",
        r"no space left on device",
        "the disk is full",
        AtFault.NODE,
        "Free space on the disk that the message names.",
    ),
)
"""What holds for the kubelet and the runtime alone: they write to the node's disk, a program where its volumes are."""

OF_A_PROGRAM = (
    # open(2), mkdir(2) EROFS
    Row(
        "read-only",
        r"read-only file ?system(?!\?)|\bEROFS\b",
        "it writes where the file system is read-only",
        AtFault.POD,
        "Mount an emptyDir there if that is the image (readOnlyRootFilesystem), write elsewhere if the mount is"
        " readOnly; a disk becomes read-only after errors, which the log of the node's kernel tells.",
    ),
    # write(2) ENOSPC
    Row(
        "no space",
        r"no space left on device",
        "no space is left where it writes",
        AtFault.VOLUME,
        "Free space in the volume or on the disk that the message names; an emptyDir in memory is bounded by the"
        " pod's memory limits too.",
    ),
    # open(2), mkdir(2) EACCES, as Go, coreutils, nginx, Python, Node.js and the JVM print it
    Row(
        "no right to files",
        r"\b(?:mkdir|open|creat|rename|unlink|touch|cannot create)\b.{0,160}permission denied"
        r"|permission denied,? (?:mkdir|open|rename|unlink|'/|\(os error 13\))|PermissionError: \[Errno 13\]"
        r"|AccessDeniedException: /",
        "its user has no right to a file or directory that it needs",
        AtFault.POD,
        "Give the volume to its user (fsGroup, or the owner of its files), or run it as the user who owns them.",
    ),
)
"""What holds for the words of a program alone: the kubelet and the runtime have another user and another disk."""
