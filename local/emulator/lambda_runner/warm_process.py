"""One node process that serves the invocations of one function."""

import json
import os
import select
import shutil
import subprocess
import time
from typing import Any

from lifetime import CHILDREN

RUNNER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "runner.js")
# For loading the code, apart from the function's own timeout. Lambda allows 10 s; a machine that plays the whole cloud may
# stand still for longer.
INIT_SECONDS = 60.0
TAIL_BYTES = 2000


class ProcessEnded(Exception):
    """The process ended, or ran out of time, before it answered."""


class WarmProcess:
    """Starts with the function's code loaded; answers one invocation at a time."""

    def __init__(self, folder: str, environment: dict[str, str]) -> None:
        node = shutil.which("node", path=environment["PATH"])
        if not node:
            raise ProcessEnded("node is not on the PATH: deployed functions need it to run")
        self._errors_path = f"{folder}.stderr"
        self._pending = b""
        with open(self._errors_path, "wb") as errors:
            self._process = CHILDREN.start(
                [node, RUNNER],
                cwd=folder,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
            )
        self.first_answer = self._read_answer(INIT_SECONDS)

    def ask(self, message: dict[str, Any], timeout_seconds: float) -> dict[str, Any]:
        """The answer to one invocation.

        @raises ProcessEnded: when it crashed or took longer; the process is of no more use then.
        """
        try:
            self._process.stdin.write(json.dumps(message).encode() + b"\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            raise ProcessEnded(self._describe_end()) from None
        return self._read_answer(timeout_seconds)

    def is_alive(self) -> bool:
        """Whether it can take another invocation."""
        return self._process.poll() is None

    def stop(self) -> None:
        """Kill it."""
        CHILDREN.stop(self._process)
        self._process.stdin.close()
        self._process.stdout.close()

    def _read_answer(self, timeout_seconds: float) -> dict[str, Any]:
        deadline = time.monotonic() + timeout_seconds
        while b"\n" not in self._pending:
            remaining = deadline - time.monotonic()
            if remaining <= 0 or not select.select([self._process.stdout], [], [], remaining)[0]:
                raise TimeoutError
            chunk = os.read(self._process.stdout.fileno(), 1 << 16)
            if not chunk:
                raise ProcessEnded(self._describe_end())
            self._pending += chunk
        line, self._pending = self._pending.split(b"\n", 1)
        return json.loads(line)

    def _describe_end(self) -> str:
        status = self._process.wait()
        with open(self._errors_path, "rb") as errors:
            printed = errors.read()[-TAIL_BYTES:].decode(errors="replace").strip()
        return f"Runtime exited with error: exit status {status}" + (f": {printed}" if printed else "")
