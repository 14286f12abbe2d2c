"""Where the frozen program starts."""

import sys

from kubectl_sidecars.__main__ import run

sys.exit(run())
