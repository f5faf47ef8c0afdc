"""The measurements as a plain table."""

from statistics import median

HEADINGS = ("what", "ours", "spread", "floor", "ratio", "target", "verdict")


def as_table(rows):
    """One line a scene; `rows` holds pairs of a scene and what was measured."""
    lines = [HEADINGS, *(_line(scene, measured) for scene, measured in rows)]
    return aligned(lines, left=(0, len(HEADINGS) - 1))


def aligned(lines, left):
    """Columns below each other: those of `left` from the left, the others from the right."""
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if at in left else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def _line(scene, measured):
    ratio = measured.ratio
    return (
        scene.name,
        f"{median(measured.ours):.2f}",
        f"{min(measured.ours):.2f}–{max(measured.ours):.2f}",
        f"{median(measured.floor):.2f}",
        f"{ratio:.2f} ×",
        f"≤ {scene.target} ×" if scene.target else "–",
        _verdict(ratio, scene.target),
    )


def _verdict(ratio, target):
    if target is None:
        return "reported"
    return "met" if ratio <= target else "not met"
