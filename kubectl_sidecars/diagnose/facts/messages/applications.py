"""Last messages of programs whose own image, configuration or data are wrong."""

from __future__ import annotations

from kubectl_sidecars.diagnose.facts.messages.row import AtFault, Row

APPLICATIONS = (
    # oauth2-proxy validation/cookie.go
    Row(
        "cookie secret",
        r"cookie[_ ]secret must be 16, 24, or 32 bytes.{0,160}?(?:is|got) (\d{1,6}) bytes",
        "its cookie secret has {0} bytes, and must have 16, 24 or 32",
        AtFault.POD,
        "Make one with `openssl rand -hex 16`.",
    ),
    # kserve python/storage, v0.15
    Row(
        "no model",
        r"no model found in (\S{1,1000}?)\.?(?:\s|$)",
        "no model is at {0}",
        AtFault.ELSEWHERE,
        "Correct the address of the model, or put it there.",
    ),
    # restic internal/restic/lock.go, v0.17; borg locking.py
    Row(
        "locked repository",
        r"repository is already locked(?: exclusively)? by PID \d{1,10}\b"
        r"|failed to create/acquire the lock",
        "the repository of its backups is locked, by another run or by one that did not end cleanly",
        AtFault.ELSEWHERE,
        "If no other run is at work, remove the lock: `restic unlock`, `borg break-lock`.",
    ),
    # S3 and what speaks its protocol, Google Cloud Storage
    Row(
        "no bucket",
        r"NoSuchBucket\b|the specified bucket does not exist",
        "the bucket does not exist",
        AtFault.ELSEWHERE,
        "Create the bucket, or correct its name, region or endpoint.",
    ),
    Row(
        "storage keys refused",
        r"InvalidAccessKeyId\b|SignatureDoesNotMatch\b",
        "the object storage refuses its keys",
        AtFault.ELSEWHERE,
        "Compare the Secret that it reads with the keys of the storage.",
    ),
    # procps, busybox
    Row(
        "kernel setting",
        r"sysctl: (?:error setting|setting|permission denied on) key [\"']?([\w./-]{1,100}\w)",
        "it may not set {0} of its node: only a privileged container may",
        AtFault.POD,
        "Give the container privileged: true, or set it on the nodes.",
    ),
    # thanos cmd/thanos/sidecar.go
    Row(
        "external labels",
        r"no external labels configured on prometheus",
        "its Prometheus has no external labels, by which Thanos tells servers apart",
        AtFault.POD,
        "Set global.external_labels in the configuration of Prometheus.",
    ),
    # Kubernetes device plugin of NVIDIA, v0.15 on
    Row(
        "no GPU driver",
        r"invalid device discovery strategy|failed to initialize nvml|could not load nvml library",
        "it finds no NVIDIA driver: the container runtime of {node} does not give it one",
        AtFault.NODE,
        "Set its runtime up with the NVIDIA Container Toolkit, or keep the plugin off nodes without a GPU.",
    ),
    # PyTorch signal_handling.py, NCCL shmutils.cc, postgres dsm_impl.c, CPython multiprocessing/heap.py
    Row(
        "shared memory",
        r"(?:workers are out of|insufficient) shared memory|could not resize shared memory segment"
        r"|shared memory segment /dev/shm|(?:no space left|bus error).{0,100}/dev/shm|/dev/shm.{0,200}no space left",
        "its shared memory (/dev/shm) is full, which has 64 MiB unless a volume is mounted there",
        AtFault.POD,
        "Mount an emptyDir with medium Memory at /dev/shm, within the memory limit.",
    ),
    # HotSpot, V8
    Row(
        "heap full",
        r"OutOfMemoryError: (?:java heap space|gc overhead|metaspace)|javascript heap out of memory|reached heap limit",
        "its own heap is full, which has a limit below the container's",
        AtFault.POD,
        "Raise -Xmx or MaxRAMPercentage (Java), --max-old-space-size (Node.js), or find what fills it.",
    ),
    # HotSpot, java.lang.instrument
    Row(
        "no Java agent",
        r"error opening zip file or jar manifest missing ?: (\S{1,200})",
        "the Java agent {0} is not there, or is not whole",
        AtFault.POD,
        "Look at the init container that copies it, or take it out of JAVA_TOOL_OPTIONS.",
    ),
    # Python, Node.js, Ruby, JVM, ld.so of glibc and of musl
    Row(
        "no module",
        r"no module named '?([\w.]{1,200})|cannot find module '([^']{1,200})'|cannot load such file -- (\S{1,200})"
        r"|could not find or load main class (\S{1,200})|error while loading shared libraries: ([^:\s]{1,200}):"
        r"|error loading shared library ([^:\s]{1,200}): no such file",
        "{0} is not there: the image lacks it, or a volume hides it",
        AtFault.IMAGE,
        "Build it into the image, and look at what is mounted over it.",
    ),
    Row(
        "C library",
        r"version `?'?(GLIBC\w*_[\d.]{1,20})'? not found",
        "it was built for a newer C library ({0}) than the image has",
        AtFault.IMAGE,
        "Build it on the image's own base.",
    ),
    # Go flag and pflag, Python argparse, getopt
    Row(
        "unknown argument",
        r"flag provided but not defined: (-\S{1,100})|\bunknown variable '([\w.-]{1,100})"
        r"|unknown (?:long )?flag:? '?(--[\w.-]{1,100})"
        r"|unrecognized (?:arguments?|option):? [\"'`]?(-[\w.-]{1,100})",
        "it does not know the argument {0}",
        AtFault.POD,
        "Correct args, or use a version of the image that knows it.",
    ),
    Row(
        "no variable",
        r"\b(?:environment variable|env var)s? [\"'`$]?([A-Z][A-Z0-9_]{2,99})[\"'`]? (?:is |are )?"
        r"(?:not set|required|missing|undefined|empty|must be set)"
        r"|(?-i:\b([A-Z][A-Z0-9]*_[A-Z0-9_]{1,99})) (?:environment variable )?"
        r"(?:is not set|is required|is missing|must be set|is undefined)",
        "the environment variable {0} is not set",
        AtFault.POD,
        "Set it in env, or in the ConfigMap or Secret that it comes from.",
    ),
    # open(2) ENOENT of what mostly comes from a ConfigMap
    Row(
        "no configuration",
        r"(/[^\s:'\"]{1,200}\.(?:ya?ml|json|toml|conf|cfg|ini|properties|xml))[\"']?[:,]? (?:\(\w+\) )?"
        r"no such file or directory",
        "its configuration {0} is not there",
        AtFault.POD,
        "Mount the ConfigMap or Secret that holds it, or correct the path.",
    ),
    # gopkg.in/yaml, PyYAML, encoding/json
    Row(
        "bad configuration",
        r"\byaml: (?:line \d+|unmarshal errors)|mapping values are not allowed|could not find expected ':'"
        r"|invalid character '.{1,4}' looking for beginning of",
        "its configuration is not well-formed",
        AtFault.POD,
        "Correct the ConfigMap or Secret that holds it.",
    ),
    # bind(2) EADDRINUSE
    Row(
        "port in use",
        r"(?:listen|bind|starting server|create listener).{0,120}address already in use|EADDRINUSE"
        r"|port \d{1,5} (?:was |is )?already in use",
        "another process has the port on which it wants to listen",
        AtFault.POD,
        "Give one of them another port.",
    ),
    # CoreDNS plugin/loop
    Row(
        "DNS loop",
        r"plugin/loop: loop .{0,100}detected|loop detected for zone",
        "its queries come back to it: resolv.conf of {node} names a resolver that asks it again",
        AtFault.NODE,
        "Let the kubelet use a resolv.conf without a local resolver (resolvConf).",
    ),
    # Go runtime
    Row(
        "nil pointer",
        r"invalid memory address or nil pointer dereference",
        "a fault in the program itself (nil pointer)",
        AtFault.IMAGE,
        "Use another version of the image, and report the stack of its log.",
    ),
)
"""Rows for the last words of a program alone."""
