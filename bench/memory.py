"""How much memory a process has taken at most."""

import re
import resource
from pathlib import Path


def peak_mb(process="self"):
    """Since its program began: a child's `ru_maxrss` would begin with what its parent holds."""
    status = Path(f"/proc/{process}/status")
    found = re.search(r"^VmHWM:\s+(\d+) kB", status.read_text(), re.M) if status.exists() else None
    if found:
        return int(found[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 if process == "self" else 0.0
