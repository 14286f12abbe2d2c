"""Times and counts that tell a fault from what passes by itself. Seconds, where nothing else is said.

Each has its source; where Kubernetes names no figure, it says what the figure leaves time for. Of a pair the first
makes a warning and the second a critical finding.
"""

from __future__ import annotations

from datetime import timedelta

MOST_READ = 4000
"""Characters of a message or a command line that are searched: anyone may have written it."""

# Start of a pod

SCHEDULING_RETRY = 10
"""The scheduler tries again after at most this long (podMaxBackoffSeconds of kube-scheduler.config.k8s.io/v1), and
the cluster autoscaler looks as often (--scan-interval)."""
SCHEDULING_PATIENCE = 60
"""Time for a cluster autoscaler or a volume binder."""
GATE_PATIENCE = 180
"""Time for the controller of a scheduling gate: it holds the pod on purpose, until it has made what the pod needs."""
GANG_PATIENCE = 300
"""Time for a scheduler of batches to place a group of pods: as much as Kubernetes' own gives the pods of a group to
find nodes together (GangScheduling plugin, v1.36)."""
NODE_PROVISION, NODE_PROVISION_LONG = 300, 900
"""How long a new node mostly takes, and after how long the autoscaler gives it up (--max-node-provision-time)."""
VOLUME_BIND = 600
"""How long the scheduler waits for a pod's volumes without an event (bindTimeoutSeconds)."""
PROVISION_SILENT, PROVISION_LONG = 180, 300
"""How long a claim may wait for a provisioner that says nothing of it, and for one that has begun: a disk of a cloud is
there in a minute, a copy of another volume or of a snapshot takes longer."""
FILL_LONG = 3600
"""How long a pod may fill a volume before that is a warning: an image of some 100 GiB, or a restore."""
SETUP_RETRIES = 30
"""Time for caches that are not yet filled, an object that is applied next, the network of a new node. By then the
kubelet has tried a volume six times (0.5 s, doubled each time: goroutinemap/exponentialbackoff) and a sandbox three
times (every 10 s: backOffPeriod of kubelet.go, v1.37)."""
VOLUME_DETACH = 120
"""Time for a volume to come free: its last pod has 30 s to end, and its node detaches it after that."""
SANDBOX_LATE, SANDBOX_STUCK = 180, 600
"""For a pod without containers and without an event that says why: a large volume may take minutes to attach."""
FIRST_RETRY = 10
"""After this long the kubelet tries a container again for the first time (backOffPeriod and imageBackOff of
kubelet.go, v1.37): what has failed for less may be an object that is applied next, or a tag that is pushed next."""
PULL_SLOW, PULL_TOO_SLOW = 120, 900
"""When a pull is a notice, and a warning: an image of some GiB takes minutes."""
NOT_MADE, NOT_MADE_LONG = 900, 3600
"""For a container that is not made in a sandbox that is up. The event of a pull is kept for an hour: where there is
none the pull has taken longer, or there is no pull."""
UNKNOWN_WAIT = 60
"""Time for a waiting reason that no rule knows: it may be a step of the start."""
INIT_SHORT = 10
"""An init container that has run for less is not reported."""
INIT_WAIT_LONG, INIT_WAIT_STUCK = 60, 240
"""For an init container that waits for a dependency: one that starts at the same time is there by then."""
INIT_WORK_LONG, INIT_WORK_STUCK = 300, 1800
"""For an init container that works: migrations take their time."""
STARTUP_SILENT = 60
"""Time for a startup probe that has not passed and has no event: whoever waits for the container may ask why."""
STARTUP_OVERDUE, STARTUP_LOST = 30, 300
"""Past the time that a startup probe gives: the kubelet should have killed the container by then."""
HOOK_SHORT = 10
"""A postStart hook that has run for less is not reported."""
HOOK_SLOW, HOOK_STUCK = 60, 300
"""For a postStart hook: nothing after it starts before it returns."""

# Running pods

READY_FIRST = 120
"""Time for the first success of a readiness probe that does not ask for more itself: most apps that start slowly (a
JVM, a cache to fill) are there by then."""
READY_LATE = 300
"""What the documentation of startup probes gives to a slow app (30 tries every 10 s: kubernetes.io, Configure
Liveness, Readiness and Startup Probes)."""
ROLLOUT_PROGRESS = 600
"""Time to become ready while pods of an older revision serve: after this long a Deployment gives its rollout up (the
default of progressDeadlineSeconds, apps/v1)."""
SLOWEST_START, START_SHARE = 900, 1.5
"""Most seconds from a start to the first readiness that are waited for because other pods of the same template took as
long, and how much longer than the slowest of them a pod may take. What took longer than SLOWEST_START was more likely a
readiness that was lost and came back."""
READINESS_LOST = 30
"""Time for a readiness that was lost to come back."""
RECORD_LATE = 30
"""Time in which the kubelet may report that a container runs again before it reports how it ended (seen on v1.35: a
restart count of 1 with an empty lastState for 3 s)."""
FLAP_RECENT = 300
"""A readiness that came and went has settled when its probe has not failed for this long."""
READINESS_GATE_SLOW = 60
"""Time for the controller of a readiness gate."""
PROBE_ERRORS_MANY = 3
"""Times that a probe could not be run: fewer may be an accident of a start or a stop."""
PROBE_ERROR_RECENT = 900
"""Longer than any reasonable period, and than the kubelet may send no event of what it has reported often."""
RUN_STEADY = 30
"""A run that has lasted this long and three times as long as the last one counts as recovered; five minutes always
do."""
RESTART_OVERDUE = 120
"""Time for a restart that is due: the kubelet looks at each pod once a minute (syncFrequency)."""
RESTARTS_RECUR = 3
"""Restarts that show a pattern."""
RESTARTS_RECUR_WITHIN = 3 * 24 * 3600
"""An end that is longer ago is history, however often the container was restarted."""
RESIZE_DEFERRED = 600
"""Time for a resize that waits for room: the kubelet tries again every 3 minutes (pkg/kubelet/allocation, v1.37)."""
CLOCK_SKEW = timedelta(seconds=30)
"""By how much the clocks of a node and of the API server may differ: those that are synchronised differ by less than
a second."""

# Jobs, ends and nodes

HELPER_FAREWELL = 30
"""Time for a helper to notice by itself that its main container is done."""
OTHERS_ENDED_LONG = 600
"""When a container that runs on in a Job, and may be a helper or work, is a warning."""
DELETION_LATE, DELETION_STUCK = 15, 60
"""Past the deadline, for a pod that is still there: the kubelet needs seconds to clean up."""
HOOK_ENDS_WITH = timedelta(seconds=2)
"""Between the end of a container and that of its preStop hook, which is killed with it: the times are whole seconds."""
HOOK_PATIENCE = 1800
"""For a preStop hook of a pod whose grace period lasts for days more: hooks hand over work or wait for other pods."""
PRESSURE_SPELL = 60
"""By how much an eviction may come before the condition of its node that it follows from: the kubelet writes its
node's status every ten seconds (--node-status-update-frequency)."""
NOTABLE_USE = 0.1
"""The share of an eviction threshold that a container has to use over its request to be called the culprit."""
EVICTION_RECENT = 3600
"""How long an eviction is a warning: until its owner's new pod has shown whether it fits."""
FAILED_POD_RECENT = 3600
"""How long a failed pod that its owner has replaced is a warning."""
JOB_RETRY = timedelta(seconds=20)
"""Time for the second pod of a Job: it is made after 10 s (DefaultJobPodFailureBackOff of job_controller.go, v1.37)."""
HISTORY = timedelta(hours=24)
"""After a day, what failed and is not tried again is history."""
KUBELET_HICCUP = 60
"""Time for a kubelet that says itself that it is not ready: its runtime or it was restarted. Of a silent one the
controller manager says so after 50 s (--node-monitor-grace-period, v1.37)."""
NODE_REBOOT = 900
"""Time for a node that is rebooted or updated on purpose to be ready again: no longer than a new one may take
(--max-node-provision-time of the cluster autoscaler; the nodeStartupTimeout of Cluster API is 10 minutes)."""
OWNER_RECENT = timedelta(minutes=30)
"""Controllers try again with a back-off of at most 17 minutes; what was said longer ago has passed or is gone."""
AUTOSCALER_BLIND = timedelta(minutes=10)
"""How long an autoscaler without a metric is left alone, and how old its newest event may be.

It looks every 15 s, and of equal events one is sent every 5 minutes (client-go tools/record, v0.35)."""
