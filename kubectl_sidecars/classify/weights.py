"""Every weight of a piece of evidence, in one table. The sums that decide are in `thresholds`, the counts in `counts`.

The scale: weights add up, for each role of a container. 1 is a hint, 2 a sign, 4 strong evidence, 10 as good as
proof; below 0 the evidence speaks against. A sign (2) is the least that makes a helper of a container that the
catalogue does not know. The catalogue's match on name and image (9) outweighs two strong signals. What the pod
itself says outweighs that: its default-container annotation is 12. A user's own rule (50) outweighs everything.

To change how a container is judged, run `explain pod/NAME -c C --why`: it prints each weight with its sum. Then run
`make roles-score`, which judges containers of real pods.
"""

from __future__ import annotations

# What the catalogue and the user's own rules say

OWN_RULE = 50.0
"""A user's own rule fits: users know their containers better than any table."""
NAME_AND_IMAGE = 9.0
"""Both the name and the image are the entry's."""
IMAGE_ALONE = 6.0
"""The image is the entry's, and the entry asks for no more."""
NAME_ALONE = 5.0
"""The name is the entry's, and either of name and image is enough for the entry."""
NAME_OF_NAMED = 6.5
"""The name is the entry's, and the entry is known by its name."""
NAME_IN_CONTEXT = 6.0
"""The name is the entry's, and an annotation, label, request or command agrees."""
COMMAND_ALONE = 3.5
"""The command is the entry's, and the entry is known by its command."""
COMMAND_WITH_NAME = 1.0
"""The name agrees with an entry that is known by its command."""
COMMAND_WITH_IMAGE = 1.0
"""The image agrees with an entry that is known by its command."""
LISTED = 3.0
"""An injector's annotation lists the container by name."""
MARKED = 1.5
"""The pod has an annotation or a label that the injector writes."""
COMMAND_AGREES = 1.0
"""A part of the command line is the entry's."""
COMMAND_OF_MAIN = 5.0
"""The command of a main entry (`proxy router`): it outweighs a name and marks that helpers have too."""
PORT_AGREES = 0.5
"""A port is the entry's."""
ENVIRONMENT_AGREES = 0.5
"""An environment variable is the entry's."""
INIT_AGREES = 1.0
"""It is an init container, as the entry is."""
NATIVE_AGREES = 0.5
"""It is a native sidecar, as the entry usually is."""
SHARED_IMAGE = -5.0
"""Another container runs the same image with another command: the image says little of either."""

# Grades of a command or of a word in a name

UNMISTAKABLE = 5.0
"""Nothing else has it."""
NEARLY_SURE = 4.5
STRONG = 4.0
CLEAR = 3.5
GOOD = 3.0
USUAL = 2.5
"""Usual for the task, and not rare elsewhere."""
FAIR = 2.0
WEAK = 1.5
FAINT = 1.2
"""Decides only where nothing else speaks."""
COPIES_FROM_IMAGE = 3.6
"""Just above CLEAR: one file copied out of the image is a plugin, whatever its name."""
COPIES_CONFIGURATION = 3.2
"""Between GOOD and CLEAR: a copied configuration file, unless something renders it."""
WRITES_FILE = 2.4
"""Just below USUAL: a written file yields to a copied one."""
DOWNLOADS_SOMETHING = 2.2
"""Just above FAIR: curl and wget are used for waiting too."""
IN_MEMORY = 1.4
"""The name of a database in memory, just below WEAK: it is as often the application's database as its cache."""

# Factors on the weight of a word in a name

IN_NAME = 1.0
IN_IMAGE = 0.8
IN_INIT_IMAGE = 0.6
IN_SCRIPT = 0.8
"""In the name of the script that an init container runs."""
NOT_LAST = 0.6
"""Not the last word: a log-proxy proxies, a proxy-log logs."""
PRODUCT_NOT_LAST = 0.8
"""Not the last word, but the name of a product."""
SAME_PRODUCT = 0.7
"""In the name of a container whose image another one runs: it may as well be a part of the product."""
SAME_SUITE = 0.6
"""In the name of one of many programs of a product in one pod: most of them are parts."""
OF_SERVER = 0.5
"""The last word of the name is controller, api or server: a snapshot-controller is no snapshot."""
WORD_TWICE = 0.5
"""A word of the image that the container's name has too."""
WAIT_FIRST = 1.5
"""The first word of an init container's name is a wait or a check: `wait-for-migrations` migrates nothing."""
BEFORE_LAST = 0.95
"""A word of an init container's name before the last one that says something: `models-configs` are configuration."""
IS_BROUGHT = 0.4
"""A word for a program that is only brought: `prepare-migrator` migrates nothing."""

# Signals of helpers

TAILS_NEIGHBOUR = 2.0
KNOWN_PORT = 2.0
METRICS_PORT_ALONE = 1.5
METRICS_BESIDE_MAIN = 0.5
"""With METRICS_PORT_ALONE just enough for a helper."""
AGENT = 2.0
CALLED_BY_NEIGHBOUR = 2.0
CALLED_ON_DATABASE_PORT = 1.0
"""What listens on a database's port may be the database itself."""
CALLS_NEIGHBOUR = 2.5
DATABASE_FIRST = 2.0
"""A native sidecar is no main container, and a database forwards nothing."""
SERVES_HEALTH = 4.5
"""Outweighs the words for health, which mean a helper that only asks."""
ENDS_TLS = 2.5
REGISTERS_NEIGHBOUR = 3.0
REGISTERS = 1.2
"""Applications register themselves too."""
UPSTREAM_IN_ENVIRONMENT = 3.0
READS_LOCAL_PORT = 1.5
SIDECAR_CALLS = 1.2
SIDECAR_SERVES = 1.0
"""Decides only where nothing else speaks."""
VARIABLE_OF_SYNC = 4.0
VARIABLE_OF_EXPORTER = 3.0
VARIABLE_OF_RELOADER = 3.0
VARIABLE_OF_VAULT = 2.0
CAPABILITY = 1.5
TRACES = 1.2
"""A server that is debugged has the right to trace too: alone it decides nothing."""
READS_LOGS = 4.0
READS_FILES = 1.0
WRITES_FOR_READER = 3.0
"""Into a directory for configuration, code or secrets."""
FILLS_BESIDE = 2.0
"""A sidecar and its neighbour both can write there."""
WRITES_FOR_ANYONE = 1.0
"""Into any other: products hand sockets, data and pictures from one part to the next."""
WRITES_OUTPUT = 3.0
WRITES_NAMED = 2.0
"""A file that another container's command names."""
SHARES_CONFIGURATION = 1.0
"""Counts beside another sign alone: all parts of a product mount its ConfigMap."""
CALLED_ON_SOCKET = 3.0
BESIDE_CSI_DRIVER = 2.0
SYNCS_BESIDE_CSI_DRIVER = 6.0
"""It outweighs the word sync in its name and its image's: it keeps volumes current."""
LOOPS = 2.0
CALLS_AND_SLEEPS = 4.0
IDLE_TOOLS = 2.0
IDLE_IN_BUILD = 2.0
HAS_DIRECTORY_OF_PROXY = 3.5
BEFORE_APP_SERVER = 2.5
BESIDE_RUNNER = 2.0
REPEATS_INIT = 2.5
CONTROLS = 2.5
CSI_PATH = 4.0
FUSE_DEVICE = 3.0

# Signals of what an init container prepares

PREPARES_VOLUME = 2.0
BRINGS_CONFIGURATION = 2.8
"""It alone mounts a ConfigMap or Secret, and fills a volume: just above a copy of files."""
RUNS_CONFIGURED_SCRIPT = 2.2
"""Its script is in a ConfigMap, and the volume that it fills is empty: just above PREPARES_VOLUME."""
PREPARES_NODE = 2.5
BRINGS_PROGRAM = 3.5
"""A container after it runs a program from its volume."""
CALLS_SERVER = 2.0
WRITES_NOTHING = 2.0
"""The least that tells a task: a guess, where nothing else is known."""
DOES_NOTHING = 2.5
CNI_DIRECTORY = 20.0
"""Outweighs a copied file and a name: there is no other reason to write there."""
NAMES_CONFIGURATION = 2.0
NAMES_STORE = 3.5
WAIT_THAT_PRODUCES = 0.25
"""Share that is left of a wait whose script writes a file on a volume: its loop only repeats the request."""
MODE_OF_BROUGHT = 0.3
"""Share that is left of a chmod in a script that downloads the file."""
INIT_CAPABILITY = 3.0
INIT_PRIVILEGED = 1.0
PRIVILEGED_ALONE = 2.0
"""Privileged, and it can write to no volume: it can only change the node."""
KERNEL_DIRECTORY = 6.0
"""Outweighs a word in the names of the container and of its image."""

# Signals of the main container

DEFAULT_CONTAINER = 12.0
"""The annotation kubectl.kubernetes.io/default-container names it."""
WORKLOAD_NAME = 8.0
IN_WORKLOAD_NAME = 4.0
BEGINS_LIKE_WORKLOAD = 2.0
WORKLOAD_IMAGE = 4.0
IMAGE_IN_WORKLOAD_NAME = 2.5
KNOWN_MAIN_NAME = 2.0
WORKING_NAME = 0.75
WRITES_LOG = 3.0
HAS_PROBES = 0.5
HAS_PORT = 0.5
NODE_LOGS = 6.0
SERVICE_PORT = 3.0
OWN_CLAIM = 1.5
CSI_DRIVER = 6.0
"""Its command is that of a CSI driver: its helpers are known by theirs."""
CALLS_ITSELF_HELPER = -3.0
CALLS_BOTH_HELPER = -5.0
"""Its image is named so too."""
WORKLOAD_TASK = 2.5
"""The workload is named for what the tool does: `backup` runs restic."""
