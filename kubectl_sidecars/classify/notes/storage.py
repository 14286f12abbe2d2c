"""Notes on helpers of storage: CSI drivers, FUSE clients, disk images."""

from __future__ import annotations

from kubectl_sidecars.classify.notes.note import Note

NOTES = {
    "csi-provisioner": Note(
        "Creates and deletes volumes for claims.",
        "https://github.com/kubernetes-csi/csi-driver-host-path/blob/HEAD/deploy",
        quirks=("The driver beside it is the workload.",),
    ),
    "csi-attacher": Note(
        "Attaches volumes to nodes.",
        "https://github.com/kubernetes-csi/csi-driver-host-path/blob/HEAD/deploy",
        quirks=("The driver beside it is the workload.",),
    ),
    "csi-resizer": Note(
        "Grows volumes.",
        "https://github.com/kubernetes-csi/csi-driver-host-path/blob/HEAD/deploy",
        quirks=("The driver beside it is the workload.",),
    ),
    "csi-snapshotter": Note(
        "Takes snapshots of volumes.",
        "https://github.com/kubernetes-csi/csi-driver-host-path/blob/HEAD/deploy",
        quirks=("The driver beside it is the workload.",),
    ),
    "csi-health-monitor": Note(
        "Reports volumes that are unwell.",
        "https://github.com/kubernetes-csi/csi-driver-host-path/blob/HEAD/deploy",
        quirks=("The driver beside it is the workload.",),
    ),
    "csi-node-driver-registrar": Note(
        "Registers a CSI driver with the kubelet.",
        "https://github.com/kubernetes-csi/csi-driver-host-path/blob/HEAD/deploy",
        quirks=("The driver beside it is the workload.",),
    ),
    "csi-livenessprobe": Note(
        "Serves the health of a CSI driver's socket.",
        "https://github.com/kubernetes-csi/csi-driver-host-path/blob/HEAD/deploy",
        quirks=("The driver beside it is the workload.",),
    ),
    "secrets-store-csi": Note(
        "The node driver that mounts secrets from outside; apps need no sidecar.",
        "https://github.com/kubernetes-sigs/secrets-store-csi-driver/blob/HEAD/deploy/secrets-store-csi-driver.yaml",
    ),
    "gke-gcsfuse-sidecar": Note(
        "Runs gcsfuse for the pod's volumes; must outlive the app.",
        "https://github.com/GoogleCloudPlatform/gcs-fuse-csi-driver/blob/HEAD/docs/known-issues.md",
        quirks=(
            "Webhooks built for Kubernetes before 1.28 strip restartPolicy: then the pod hangs in PodInitializing.",
            "One node below 1.29 makes the webhook inject the old form.",
            'Out of memory here, the app reads "Transport endpoint is not connected".',
        ),
    ),
    "gke-gcsfuse-metadata-prefetch": Note(
        "Warms the metadata cache of a mounted bucket.",
        "https://github.com/GoogleCloudPlatform/gcs-fuse-csi-driver/blob/HEAD/pkg/webhook/sidecar_spec.go",
    ),
    "fluid-fuse": Note(
        "Fluid's FUSE client for a data set.",
        "https://github.com/fluid-cloudnative/fluid/blob/HEAD/charts/fluid/fluid/values.yaml",
        quirks=("As a plain container Fluid's own controller ends it in finished Jobs.",),
    ),
    "jfs-mount": Note(
        "JuiceFS' FUSE client in the pod.",
        "https://github.com/juicedata/juicefs-csi-driver/blob/HEAD/pkg/webhook/handler/mutate/sidecar.go",
        quirks=("As a plain container it needs a preStop sleep to outlive the app.",),
    ),
    "longhorn-pre-pull": Note(
        "Sleeps for ever to keep an image on the node.",
        "https://github.com/longhorn/longhorn/blob/HEAD/deploy/longhorn.yaml",
        quirks=("That is its purpose.",),
    ),
    "kubevirt-container-disk": Note(
        "Serves a virtual machine's disk image over a socket.",
        "https://github.com/kubevirt/kubevirt/blob/HEAD/pkg/container-disk/container-disk.go",
    ),
}
