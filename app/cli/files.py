"""Files that commands write: whole, or not there at all."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

PRIVATE = 0o600
"""For what is meant for one person."""


@contextmanager
def whole_file(out: Path, *, is_private: bool = False) -> Iterator[IO[bytes]]:
    """Beside it first, then in its place: a file that is there is whole."""
    handle, unfinished = tempfile.mkstemp(prefix=f".{out.name}-", dir=out.parent)
    try:
        with os.fdopen(handle, "wb") as target:
            yield target
        Path(unfinished).chmod(PRIVATE if is_private else 0o666 & ~_umask())
        Path(unfinished).replace(out)
    except BaseException:
        Path(unfinished).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
