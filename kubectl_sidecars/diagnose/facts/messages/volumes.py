"""Messages of the kubelet, mount and CSI drivers about volumes."""

from __future__ import annotations

from kubectl_sidecars.diagnose.facts.messages.row import MEMORY_FULL, STORAGE_FULL, AtFault, Row

_DETACH = "If it does not end by itself: delete the old pod, or use strategy Recreate with a ReadWriteOnce volume."


VOLUMES = (
    # kubernetes pkg/volume/{projected,secret,downwardapi}: they wrap an emptyDir with medium Memory, a ConfigMap's
    # volume does not (v1.35); their folder itself lies on the disk, what is in it does not
    Row(
        MEMORY_FULL,
        r"/volumes/kubernetes\.io~(?:projected|secret|downward-api)/[^/\s]{1,253}/\S{1,1000} no space left on device",
        "it lies in memory, which has no room for it",
        AtFault.POD,
    ),
    # gcs-fuse-csi-driver pkg/csi_driver/node.go, v1.20
    Row(
        "sidecar not injected",
        r"the webhook failed to inject the sidecar|failed to find the sidecar container in Pod spec",
        "its driver mounts it through a sidecar, which the pod does not have",
        AtFault.POD,
        "Let the pod template ask for the sidecar, look whether its webhook runs, then replace the pod.",
        takes_new_pod=True,
    ),
    # kubernetes operationexecutor/operation_generator.go GenerateAttachVolumeFunc and reconciler.go, v1.35
    Row(
        "attached elsewhere",
        r"Multi-Attach error.{0,300}already used by pod\(s\) ([\w.-]{1,253})",
        "it is still attached to another node, for pod {0}",
        AtFault.VOLUME,
        _DETACH,
    ),
    Row("attached elsewhere", r"Multi-Attach error", "it is still attached to another node", AtFault.VOLUME, _DETACH),
    # mount(8) of util-linux; Longhorn's knowledge base: "MountVolume.SetUp failed ... multipathd"
    Row(
        "busy device",
        r"already mounted or mount point busy|device or resource busy|\bapparently in use by the system",
        "something else on {node} holds the device (mount point busy)",
        AtFault.NODE,
        "Look what holds it on that node; multipathd takes devices that its configuration does not exclude.",
    ),
    # Azure Compute, error codes of Virtual Machines - Update
    Row(
        "disk being detached",
        r"AttachDiskWhileBeingDetached.{0,1000}? to VM '([\w.-]{1,100})'|AttachDiskWhileBeingDetached"
        r"|disk is currently being detached or the last detach operation failed",
        "{its_node} takes no disk before one is detached that its machine does not let go",
        AtFault.NODE,
        "Detach the disk that the message names by hand, or drain the node and let its machine be made again.",
    ),
    # ceph-csi internal/rbd/rbd_attach.go, v3.12
    Row(
        "image in use",
        r"rbd image \S{1,200} is still being used",
        "another client still has its RBD image in use",
        AtFault.VOLUME,
        "See who has it (rbd status), and end or blocklist that client; often it is the node where its pod was before.",
    ),
    # kubernetes pv_controller.go and client-go listers, v1.35
    Row(
        "no StorageClass",
        r'storageclass\S{0,20} "([\w.-]{1,253})" not found',
        "StorageClass {0} does not exist",
        AtFault.ELSEWHERE,
        "Create it, or make the claim again with a class that exists (`kubectl get storageclass`).",
    ),
    # kubernetes csi_plugin.go and csi_client.go, v1.35
    Row(
        "no CSI driver",
        r"driver name ([\w.-]{1,63}) not found in the list of registered CSI drivers"
        r"|CSINode \S{1,253} does not contain driver ([\w.-]{1,63})"
        r"|CSI driver ([\w.-]{1,63}) not found|/plugins/([\w.-]{1,63})/csi\.sock: connect: (?:no such|connection ref)",
        "CSI driver {0} does not run on {node}",
        AtFault.NODE,
        "Look at the driver's pod on that node, or install the driver.",
    ),
    # kubernetes-csi/external-attacher
    Row(
        "no attacher",
        r"timed out waiting for external-attacher of ([\w.-]{1,63})",
        "the attacher of CSI driver {0} does not attach it",
        AtFault.ELSEWHERE,
        "Look at the controller of that driver.",
    ),
    # secrets-store-csi-driver provider_client.go, v1.4
    Row(
        "no secrets provider",
        r'provider not found: provider "([\w.-]{1,63})"|connecting to provider "([\w.-]{1,63})"',
        "secrets provider {0} does not run on {node}",
        AtFault.NODE,
        "Look at the provider's pod on that node.",
    ),
    # secrets-store-csi-driver nodeserver.go, v1.4
    Row(
        "no SecretProviderClass",
        r'failed to get secretproviderclass ([\w./-]{1,253})|secretproviderclass\S{0,40} "([\w./-]{1,253})" not found',
        "SecretProviderClass {0} does not exist",
        AtFault.ELSEWHERE,
        "Create it in the namespace of the pod.",
    ),
    # mount(8), mount.nfs(8)
    Row(
        "no mount helper",
        r"helper program|unknown filesystem type '?([\w.-]{1,30})|executable file not found in \$PATH.{0,40}mount",
        "{its_node} lacks the helper that mounts this file system (mount.nfs, mount.cifs)",
        AtFault.NODE,
        "Install nfs-common (nfs-utils) or cifs-utils on the nodes.",
    ),
    Row(
        "refused by server",
        r"mount\.nfs4?: access denied by server|mount error\(13\): Permission denied",
        "the file server does not let this node in",
        AtFault.ELSEWHERE,
        "Correct the server's exports, or the credentials.",
    ),
    Row(
        "no such export",
        r"mount\.nfs4?: mounting \S{1,300} failed, reason given by server: No such file or directory",
        "the file server has no such directory",
        AtFault.ELSEWHERE,
        "Create the directory on the server, or correct the path of the volume.",
    ),
    Row(
        "silent server",
        r"mount\.nfs4?: (?:Connection timed out|Connection refused|No route to host)|mount error\(11[0135]\)",
        "the file server does not answer this node",
        AtFault.ELSEWHERE,
        "Check the server, and the network between it and the node.",
    ),
    # e2fsprogs, xfsprogs; mount-utils mount_linux.go checkAndRepairFilesystem, v1.35
    Row(
        "damaged file system",
        r"fsck.{0,40}found errors|RUN fsck MANUALLY|can't read superblock|structure needs cleaning",
        "its file system is damaged",
        AtFault.VOLUME,
        "Repair it with fsck while no pod uses it, or restore a backup.",
    ),
    Row(
        "other file system",
        r"wrong fs type, bad option, bad superblock",
        "its file system is not of the type that the volume names, or is damaged",
        AtFault.VOLUME,
    ),
    # kubernetes host_path.go, v1.35
    Row(
        "wrong hostPath",
        r"hostPath type check failed: (\S{1,300}) is not an? ",
        "{0} of {node} is not there, or not of the type that the hostPath names",
        AtFault.NODE,
        "Create it on the node, or correct the type of the hostPath (DirectoryOrCreate, FileOrCreate).",
    ),
    # kubelet kuberuntime makeMounts, subpath_linux.go, v1.35
    Row(
        "no such directory",
        r"^(?:Error: )?stat (/\S{1,300}): no such file or directory",
        "{0} does not exist on {node}",
        AtFault.NODE,
        "Create it on the node, or use a hostPath of type DirectoryOrCreate.",
    ),
    # providers of the secrets store CSI driver: azure, aws, gcp, vault
    Row(
        "secret refused",
        r"does not have secrets get permission on key vault|keyvault.{0,1000}(?:not authorized|StatusCode=403)"
        r"|not authorized to perform: (?:secretsmanager|ssm|kms):|permission '?secretmanager\.[\w.]+'? denied"
        r"|couldn't read secret.{0,600}(?:code: 403|permission denied)",
        "the secret store refuses it: the identity that the pod uses has no right to read the secret",
        AtFault.ELSEWHERE,
        "Give that identity the right to read it, or name another one in the SecretProviderClass.",
    ),
    # cinder, aws-ebs-csi-driver, gce-pd, azuredisk, hcloud
    Row(
        "cloud quota",
        r"VolumeLimitExceeded|VolumeSizeExceedsAvailableQuota|QUOTA_EXCEEDED|QuotaExceeded\b"
        r"|quota '[\w-]{1,60}' exceeded|exceed(?:s|ed|ing)? (?:allowed|approved) [\w ]{0,60}quota"
        r"|MaxDisksLimitExceeded|resource_limit_exceeded|volume limit (?:exceeded|\(\d+\) has been reached)",
        "the quota of the cloud is used up",
        AtFault.ELSEWHERE,
        "Raise the quota, or delete volumes that are no longer needed.",
    ),
    # topolvm, longhorn, ceph-csi, linstor
    Row(
        STORAGE_FULL,
        r"not? enough (?:free )?(?:space|capacity)\b|insufficient (?:free )?(?:space|capacity|storage)\b",
        "the storage has not enough room for it",
        AtFault.ELSEWHERE,
        "Add storage, free some, or ask for a smaller volume.",
    ),
    # cloud providers' drivers: aws-ebs-csi-driver, azuredisk, gce-pd
    Row(
        "no right",
        r"(?:not authorized to perform:? |AuthorizationFailed.{0,200}perform action '?)([\w:./-]{1,100})"
        r"|UnauthorizedOperation|AuthorizationFailed|AccessDenied\b",
        "its driver has not the right for that in the cloud",
        AtFault.ELSEWHERE,
        "Give the driver's service account the role that its documentation names.",
    ),
    Row(
        "no such disk",
        r"InvalidVolume\.NotFound|disk\S{0,200} (?:was|is) not found|could not find volume"
        r"|volume\S{0,200} does not exist",
        "the disk behind it no longer exists",
        AtFault.VOLUME,
        "Restore the disk, or delete the claim and its volume.",
    ),
    Row(
        "too many disks",
        r"AttachmentLimitExceeded|maximum (?:number of )?(?:data )?disks|exceeds? max(?:imum)? volume count"
        r"|Instance\S{0,40} has no (?:free|available) (?:device|slot)",
        "{its_node} can hold no more disks",
        AtFault.NODE,
        "Move pods with volumes to other nodes, or correct the driver's limit of volumes.",
    ),
    # kubernetes desired_state_of_world_populator.go, v1.35
    Row("claim deleted", r"PVC is being deleted", "its claim is being deleted", AtFault.ELSEWHERE),
    # kubernetes dra/manager.go and plugin/registration.go, v1.34 and v1.35
    Row(
        "no DRA driver",
        r"DRA driver ([\w.-]{1,63}) is not registered"
        r"|plugin name ([\w.-]{1,63}) not found in the list of registered DRA",
        "DRA driver {0} does not run on {node}",
        AtFault.NODE,
        "Look at the driver's pod on that node.",
    ),
)
