"""Removes secrets from what is given away: recordings, saved reports, Markdown. Pure and idempotent.

It knows names (`--db-password`), programs (`redis-cli -a`), credentials of a known form (a JWT, a private key) and the
places of the API that hold values (environment variables). A bare word in a neutral place stays.
"""

from __future__ import annotations

from kubectl_sidecars.redact.objects import redacted
from kubectl_sidecars.redact.structs import redacted_texts
from kubectl_sidecars.redact.texts import REDACTED, redacted_text

__all__ = ["REDACTED", "redacted", "redacted_text", "redacted_texts"]
