"""The cloud's time: the wall clock, until a driver sets it."""

import threading
import time
from collections.abc import Callable
from datetime import datetime, timezone

Listener = Callable[[int], None]


class Clock:
    """Milliseconds since the epoch. Once set it stands still until it is set again."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._set_ms: int | None = None
        self._listeners: list[Listener] = []
        self._shift_listeners: list[Listener] = []

    @property
    def is_virtual(self) -> bool:
        """Whether a driver has set the time."""
        return self._set_ms is not None

    def now_ms(self) -> int:
        """The cloud's time in milliseconds."""
        return self._set_ms if self._set_ms is not None else int(time.time() * 1000)

    def now(self) -> datetime:
        """The cloud's time, without a zone, in UTC: as moto keeps its times."""
        return datetime.fromtimestamp(self.now_ms() / 1000, tz=timezone.utc).replace(tzinfo=None)

    def set(self, now_ms: int) -> None:
        """Move the cloud's time to `now_ms`, then tell every listener."""
        with self._lock:
            shift = None if self.is_virtual else now_ms - self.now_ms()
            self._set_ms = now_ms
        if shift is not None:
            # What was begun by the wall clock keeps the time it had left.
            for listener in self._shift_listeners:
                listener(shift)
        for listener in self._listeners:
            listener(now_ms)

    def on_set(self, listener: Listener) -> None:
        """Call `listener(now_ms)` whenever the time is set."""
        self._listeners.append(listener)

    def on_shift(self, listener: Listener) -> None:
        """Call `listener(shift_ms)` once, when wall-clock time gives way to virtual time."""
        self._shift_listeners.append(listener)


CLOCK = Clock()
