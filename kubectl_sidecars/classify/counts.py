"""Every count that decides a role, beside the weights in `weights` and the sums in `thresholds`.

Counts that only bound how much is read are where it is read, and are called MOST_ or DEEPEST.
"""

from __future__ import annotations

PORTS_OF_SERVER = 3
"""Ports of a server that has clients of its own: a neighbour that calls it makes no proxy of it."""
IMAGES_OF_SUITE = 3
"""Images of a pod whose names begin alike: they are the programs of one product, and each name tells which."""
WORDS_OF_SUITE = 2
"""Words at the beginning of an image's name that are the product's, where more follow."""
STEPS_OF_WORK = 3
"""Simple commands of a script that does something before it makes a file and sleeps."""
NAMES_OF_FAMILY = 3
"""Names of a table of init containers from which on it is a set of them, each with a task of its own."""
