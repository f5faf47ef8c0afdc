"""Many at once: every act in a thread of its own, started by one barrier."""

import threading
from dataclasses import dataclass, field

PATIENCE_SECONDS = 30
"""A test that hangs this long has found a deadlock."""


@dataclass
class Burst:
    """What came of the acts: their answers and the exceptions they ended in."""

    answers: list = field(default_factory=list)
    errors: list = field(default_factory=list)

    def errors_but(self, *expected):
        return [error for error in self.errors if not isinstance(error, expected)]


def burst(acts):
    """Run all `acts` at once and wait for them."""
    start = threading.Barrier(len(acts))
    outcome = Burst()

    def run(act):
        start.wait(PATIENCE_SECONDS)
        try:
            outcome.answers.append(act())
        except Exception as error:
            outcome.errors.append(error)

    threads = [threading.Thread(target=run, args=(act,), daemon=True) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_SECONDS)
        assert not thread.is_alive(), "somebody waits for ever"
    return outcome
