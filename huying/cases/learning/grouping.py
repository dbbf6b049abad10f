"""Messages that say nearly the same, put into one group: a model must not be examined on what it has all but read.

Sketches of the pairs of signs (MinHash): two messages with four tenths of their pairs in common are found with a
probability of .99, in time that grows with their number, not with its square. Pure: no database, no clock.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from . import signs

SKETCH = 64
BAND = 2
SHORT = 20
"""Signs below which a message is like many others without being a copy of one: it stands alone."""
ALIKE = 0.3
"""Share of the sketch that two messages of one group have in common."""

_SALTS = np.random.default_rng(7).integers(1, 2**62, SKETCH, dtype=np.uint64) * np.uint64(2) + np.uint64(1)


def groups(texts: Sequence[str]) -> npt.NDArray[np.int32]:
    """A number for each message, the same for those that say nearly the same."""
    sketches = np.stack([_sketch(text, number) for number, text in enumerate(texts)])
    edges = [_alike(sketches, first) for first in range(0, SKETCH, BAND)]
    left, right = (np.concatenate(ends) for ends in zip(*edges, strict=True))
    links = coo_array((np.ones(len(left), bool), (left, right)), shape=(len(texts), len(texts)))
    return connected_components(links, directed=False)[1]


def _sketch(text: str, number: int) -> npt.NDArray[np.uint32]:
    pairs = signs.twos(signs.folded_codes(signs.read(text))).astype(np.uint64)
    if len(pairs) < SHORT:
        return np.full(SKETCH, number, np.uint32)
    return ((pairs[:, None] + np.uint64(1)) * _SALTS >> np.uint64(32)).astype(np.uint32).min(axis=0)


def _alike(sketches: npt.NDArray[np.uint32], first: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Messages that have one band in common, each with the first such, where the rest is alike, too."""
    band = sketches[:, first : first + BAND].astype(np.uint64)
    keys = (band[:, 0] << np.uint64(32)) | band[:, 1]
    _values, firsts, inverse = np.unique(keys, return_index=True, return_inverse=True)
    own, other = np.arange(len(sketches)), firsts[inverse]
    alike = (sketches[own] == sketches[other]).mean(axis=1) >= ALIKE
    kept = alike & (own != other)
    return own[kept], other[kept]
