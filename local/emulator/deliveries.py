"""Work that the cloud does on its own: asynchronous invocations and event deliveries."""

import queue
import sys
import threading
import time
import traceback
from collections.abc import Callable

Work = Callable[[], None]


class Deliveries:
    """One queue and thread a destination, so that each destination receives in order."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._queues: dict[str, queue.SimpleQueue[Work]] = {}
        self._in_progress: dict[str, int] = {}
        self._invocations = 0
        self._failures: list[dict[str, str]] = []

    def submit(self, destination: str, work: Work) -> None:
        """Run `work` after everything submitted before it for this destination."""
        with self._changed:
            self._in_progress[destination] = self._in_progress.get(destination, 0) + 1
            if destination not in self._queues:
                self._queues[destination] = queue.SimpleQueue()
                threading.Thread(target=self._work_off, args=(destination,), daemon=True).start()
            self._queues[destination].put(work)

    def count_invocation(self) -> None:
        """Note that one asynchronous invocation ran."""
        with self._changed:
            self._invocations += 1

    def record_failure(self, function: str, error: str) -> None:
        """Note that an asynchronous invocation or delivery failed; it is not tried again."""
        with self._changed:
            self._failures.append({"function": function, "error": error})

    def wait_idle(self, timeout_seconds: float) -> bool:
        """Whether everything, with all that followed from it, ended within the time."""
        deadline = time.monotonic() + timeout_seconds
        with self._changed:
            while self._in_progress:
                remaining = deadline - time.monotonic()
                if remaining <= 0:
                    return False
                self._changed.wait(remaining)
            return True

    def in_progress(self) -> list[str]:
        """Destinations that are still being delivered to."""
        with self._changed:
            return sorted(self._in_progress)

    def take_report(self) -> dict:
        """Invocations and failures since the last report."""
        with self._changed:
            report = {"invocations": self._invocations, "failures": self._failures}
            self._invocations = 0
            self._failures = []
            return report

    def _work_off(self, destination: str) -> None:
        pending = self._queues[destination]
        while True:
            work = pending.get()
            try:
                work()
            except Exception as error:  # the queue must outlive any one delivery; the failure is reported
                traceback.print_exc(file=sys.stderr)
                self.record_failure(destination, f"{type(error).__name__}: {error}")
            finally:
                self._finish(destination)

    def _finish(self, destination: str) -> None:
        with self._changed:
            self._in_progress[destination] -= 1
            if not self._in_progress[destination]:
                del self._in_progress[destination]
            self._changed.notify_all()


DELIVERIES = Deliveries()
