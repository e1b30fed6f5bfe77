"""Ends the emulator when it is told to or when its parent dies, and its children with it."""

import os
import signal
import subprocess
import threading
import time

POLL_SECONDS = 0.25


class Children:
    """Processes that the emulator started, each the leader of its own process group."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._processes: set[subprocess.Popen] = set()
        self._closed = False

    def start(self, command: list[str], **options) -> subprocess.Popen:
        """Start a child that ends with the emulator."""
        with self._lock:
            if self._closed:
                raise RuntimeError("the emulator is ending and starts no more processes")
            process = subprocess.Popen(command, start_new_session=True, **options)
            self._processes.add(process)
            return process

    def stop(self, process: subprocess.Popen) -> None:
        """Kill one child and whatever it started."""
        with self._lock:
            self._processes.discard(process)
        _kill_group(process)

    def stop_all(self) -> None:
        """Kill every child; no new one can start afterwards."""
        with self._lock:
            self._closed = True
            processes = list(self._processes)
            self._processes.clear()
        for process in processes:
            _kill_group(process)


def _kill_group(process: subprocess.Popen) -> None:
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass  # it had already ended
    process.wait()


def end_with_parent(parent_pid: int | None) -> None:
    """Send ourselves SIGTERM once the parent, or the named process, is gone."""
    threading.Thread(target=_watch, args=(os.getppid(), parent_pid), daemon=True).start()


def _watch(original_parent: int, parent_pid: int | None) -> None:
    while os.getppid() == original_parent and (parent_pid is None or _is_alive(parent_pid)):
        time.sleep(POLL_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True  # it lives, and belongs to someone else
    return True


CHILDREN = Children()
