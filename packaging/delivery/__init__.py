"""From the source to what users install: freeze, archive, manifest, notices; and the trials of each.

Standard library only, so that it runs wherever Python does: `PYTHONPATH=packaging python -m delivery.STEP`.
"""
