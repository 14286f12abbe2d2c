"""Many pods in little memory: compressed JSON of what is read of them, decoded where one is asked for."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, MutableMapping

import msgspec

from kubectl_sidecars.api import Pod
from kubectl_sidecars.decode import UNREADABLE, decoder
from kubectl_sidecars.kube.read.interning import PodInterner
from kubectl_sidecars.object_keys import key
from kubectl_sidecars.snapshot import Line

PLAIN = 64 << 20
"""Bytes of JSON up to which pods are held as they are: most files have less. Where there are more, all are packed."""
_ENCODER = msgspec.json.Encoder()


class PackedPods(MutableMapping[str, Pod]):
    """Pods by their keys. Those that are put while `packs` is True take 2 kB each, instead of 10.

    Each reading of a packed pod gives another object, equal to the one that was put."""

    def __init__(self) -> None:
        self._held: dict[str, Pod | bytes] = {}
        self._interner = PodInterner()  # pods of one workload share their parts
        self.packs = False

    def weighed(self, lines: Iterable[Line]) -> Iterator[Line]:
        """The lines, unchanged. With the line with which pods have more than PLAIN bytes, all are packed."""
        size = 0
        for line in lines:
            if not self.packs and isinstance(line.object, Pod) and key(line.object) not in self:
                size += len(line.raw)
                if size > PLAIN:
                    self._pack_all()
            yield line

    def _pack_all(self) -> None:
        self.packs = True
        for uid, pod in self.items():
            self[uid] = pod

    def only(self, uids: Iterable[str]) -> PackedPods:
        """The pods with these keys, in the order of the keys. Packed ones stay packed."""
        some = PackedPods()
        some._interner = self._interner
        some._held = {uid: self._held[uid] for uid in uids}
        return some

    def __getitem__(self, uid: str) -> Pod:
        held = self._held[uid]
        return held if isinstance(held, Pod) else self._interner.share(decoder(Pod).decode(zlib.decompress(held)))

    def __setitem__(self, uid: str, pod: Pod) -> None:
        packed = _packed(pod) if self.packs else None
        self._held[uid] = packed or self._interner.share(pod)

    def __delitem__(self, uid: str) -> None:
        del self._held[uid]

    def __contains__(self, uid: object) -> bool:
        return uid in self._held

    def __iter__(self) -> Iterator[str]:
        return iter(self._held)

    def __len__(self) -> int:
        return len(self._held)


def _packed(pod: Pod) -> bytes | None:
    """The pod as compressed JSON; None if JSON does not give it back, as with a quantity without an end."""
    data = _ENCODER.encode(pod)
    try:
        is_whole = decoder(Pod).decode(data) == pod
    except UNREADABLE:
        return None
    return zlib.compress(data, 1) if is_whole else None
