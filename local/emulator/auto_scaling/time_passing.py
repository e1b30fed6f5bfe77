"""What time alone does to groups: hooks time out, failed launches are tried again."""

import threading
import time

from auto_scaling.capacity import retry_launches
from auto_scaling.lifecycle_actions import LIFECYCLE_ACTIONS
from clock import CLOCK
from one_at_a_time import LOCKS

WALL_CLOCK_POLL_SECONDS = 0.2


def install() -> None:
    """Follow the cloud's clock, and the wall clock until that is set."""
    CLOCK.on_shift(LIFECYCLE_ACTIONS.shift)
    CLOCK.on_set(_pass_time)
    threading.Thread(target=_follow_wall_clock, daemon=True).start()


def _pass_time(now_ms: int) -> None:
    with LOCKS["autoscaling"]:
        LIFECYCLE_ACTIONS.expire(now_ms)
        retry_launches()


def _follow_wall_clock() -> None:
    while not CLOCK.is_virtual:
        _pass_time(CLOCK.now_ms())
        time.sleep(WALL_CLOCK_POLL_SECONDS)
