"""Objects, keys, users and volumes that a container needs and does not get."""

from __future__ import annotations

from kubectl_sidecars.glossary.meanings.meaning import Meaning

_NOT_APPLIED = "Not applied yet, a different name, or another namespace: a pod only sees objects in its own."


def _missing(kind: str, word: str) -> Meaning:
    return Meaning(
        f"A {kind} that the pod needs does not exist in its namespace; the pod starts by itself once it exists.",
        _NOT_APPLIED,
        f"Compare the name with the existing ones: `kubectl get {word}`. Create it, correct the name, or set"
        " optional: true"
        " if the pod can run without it.",
    )


def _missing_key(kind: str, word: str) -> Meaning:
    return Meaning(
        f"The {kind} exists, but not the key in it that the pod needs.",
        "A misspelled key, or an object that is older than the manifest that uses it.",
        f"See which keys it has: `kubectl describe {word} {kind.upper()}`. Add the key or correct it; the container"
        " then starts by itself.",
    )


_VOLUME_CURE = "The message names the volume and why: `kubectl describe pod POD`. The kubelet retries by itself."

OBJECTS: dict[str, Meaning] = {
    "MissingConfigMap": _missing("ConfigMap", "configmap"),
    "MissingConfigMapKey": _missing_key("ConfigMap", "configmap"),
    "MissingSecret": _missing("Secret", "secret"),
    "MissingSecretKey": _missing_key("Secret", "secret"),
    "MissingPersistentVolumeClaim": Meaning(
        "A PersistentVolumeClaim that the pod needs does not exist in its namespace; the pod starts by itself once it"
        " exists.",
        _NOT_APPLIED,
        "Compare the name with the existing ones: `kubectl get pvc`. Create it, or correct the name.",
    ),
    "MissingServiceAccount": Meaning(
        "A ServiceAccount that the pod needs does not exist in its namespace; the pod starts by itself once it exists.",
        _NOT_APPLIED,
        "Compare the name with the existing ones: `kubectl get serviceaccount`. Create it, or correct"
        " serviceAccountName.",
    ),
    "CreateContainerConfigError": Meaning(
        "The kubelet cannot build the configuration of the container. It starts by itself once that is fixed.",
        "A Secret, a ConfigMap or a key in one does not exist, or runAsNonRoot is set and the image runs as root.",
        "The message names it: `kubectl describe pod POD`. Create the object or the key, or correct its name.",
    ),
    "CreateContainerError": Meaning(
        "The runtime refused to create the container.",
        "No command, a mount that fails, or a name that an older container on the node still uses.",
        "Read the message: `kubectl describe pod POD`. If spec and image are correct, it is the node's runtime: let the"
        " owner create another pod (`kubectl delete pod POD`).",
    ),
    "RunAsNonRoot": Meaning(
        "runAsNonRoot is set, and the image runs as root.",
        "An image without USER, or with a USER given by name, which the kubelet cannot check.",
        "Set securityContext.runAsUser to a number other than 0 that the image can run as, or build it with a numeric"
        " USER.",
    ),
    "NoCommand": Meaning(
        "Neither the image nor the spec says what to run.",
        "An image without ENTRYPOINT and CMD: it only carries files, or was built incorrectly.",
        "Set command in the container, or use an image that has one.",
    ),
    "BadSubPath": Meaning(
        "A volume's subPath cannot be mounted.",
        "It leads out of the volume (through .. or a link), or there is a file where a directory should be, or the"
        " other way round.",
        "Compare subPath and mountPath with what is in the volume; the message names the path:"
        " `kubectl describe pod POD`.",
    ),
    "FailedMount": Meaning(
        "A volume could not be mounted; also if a Secret or ConfigMap does not exist.",
        "A missing object or key, a storage driver that does not run on the node, or storage that cannot be reached.",
        f"{_VOLUME_CURE} For a claim also see `kubectl describe pvc CLAIM`.",
    ),
    "FailedAttachVolume": Meaning(
        "A volume could not be attached to the node.",
        "It is still attached to the node of an earlier pod (Multi-Attach), or the storage refuses.",
        "Wait until the earlier pod has ended; which node has it: `kubectl get volumeattachment`. If that node is"
        " permanently down, the taint node.kubernetes.io/out-of-service on it releases the volume.",
    ),
    "FailedMapVolume": Meaning(
        "A block volume could not be mapped into the pod.",
        "A storage driver that does not run on the node, or storage that cannot be reached.",
        f"{_VOLUME_CURE} For a claim also see `kubectl describe pvc CLAIM`.",
    ),
    "VolumePermissionChangeInProgress": Meaning(
        "fsGroup changes the owner of each file of a volume, which takes long if there are many.",
        "A large volume, and fsGroupChangePolicy: Always, the default.",
        "Wait. For the future set securityContext.fsGroupChangePolicy: OnRootMismatch.",
    ),
    "AlreadyMountedVolume": Meaning("The volume was mounted before."),
    "SuccessfulAttachVolume": Meaning("A volume was attached to the pod's node."),
}
