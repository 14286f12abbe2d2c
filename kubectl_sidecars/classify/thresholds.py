"""Every sum of weights that decides a role, and what is added to a sum: the scale is that of `weights`."""

from __future__ import annotations

# Who is main

HELPER = 2.0
"""Least sum of signals that makes a helper, or tells the task of an init container."""
HELPER_BESIDE_NAMED = 1.5
"""The least sum that makes a helper where the pod names another container as its main one, or the workload does and
more than a name speaks for a helper."""
RIVAL = 1.0
"""Least that speaks for a tool being main, before it takes the place of containers with less."""
STANDS_ALONE = 5.0
"""Added to a tool that also runs as a workload of its own, where all look like helpers."""
CLEAR_LEAD = 5.0
"""A main container whose sum is greater by this leaves one that calls itself a helper unknown."""
HELPER_SHARE = 0.2
"""Share of the helper's score that is taken off there."""
WORTH_SAYING = 1.0
"""Evidence for the main container is printed above this weight."""
MATCH_DECIDES = 4.5
"""A match below this yields to signals that say more."""

# Role and confidence

KNOWN = 1.0
"""Least sum of signals that tells a helper's role."""
MEDIUM = 4.0
"""Least sum of signals or score of a match for medium confidence."""
HIGH_MATCH = 9.0
"""Least score of a match for high confidence."""
HIGH_MAIN = 8.0
"""Least sum for a main container of high confidence: the pod or its owner names it."""
MEDIUM_MAIN = 0.5
"""Least sum, without the place in the list, for medium confidence of the only main container."""
