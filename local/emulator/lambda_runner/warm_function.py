"""Keeps one warm process a function version, and starts it anew when its code or configuration changes."""

import threading
import uuid
from dataclasses import dataclass
from typing import Any

from clock import CLOCK
from lambda_runner.code import unpack
from lambda_runner.environment import function_environment
from lambda_runner.warm_process import ProcessEnded, WarmProcess


@dataclass(frozen=True)
class Answer:
    """What an invocation gave: a result, or an error in Lambda's shape."""

    payload: Any
    is_error: bool
    logs: str = ""


class WarmFunction:
    """Invocations of one function version, one after the other."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: WarmProcess | None = None
        self._fingerprint: tuple[Any, ...] = ()

    def invoke(self, function: Any, event: Any, arn: str) -> Answer:
        """Run the function's current code with this event."""
        with self._lock:
            request_id = str(uuid.uuid4())
            try:
                process = self._ready(function)
                if "error" in process.first_answer:
                    self._stop()
                    return Answer(process.first_answer["error"], True, process.first_answer["logs"])
                return _to_answer(process.ask(_message(request_id, function, event, arn), float(function.timeout)))
            except TimeoutError:
                self._stop()
                seconds = f"{float(function.timeout):.2f}"
                text = f"{CLOCK.now().isoformat()}Z {request_id} Task timed out after {seconds} seconds"
                return Answer({"errorType": "Sandbox.Timedout", "errorMessage": text}, True, text)
            except ProcessEnded as end:
                self._stop()
                text = f"RequestId: {request_id} Error: {end}"
                return Answer({"errorType": "Runtime.ExitError", "errorMessage": text}, True, text)

    def stop(self) -> None:
        """End the process, after the invocation that it is at."""
        with self._lock:
            self._stop()

    def _ready(self, function: Any) -> WarmProcess:
        fingerprint = _fingerprint_of(function)
        if self._process and self._process.is_alive() and fingerprint == self._fingerprint:
            return self._process
        self._stop()
        folder = unpack(function.function_name, function.code_bytes)
        self._process = WarmProcess(folder, function_environment(function, folder))
        self._fingerprint = fingerprint
        return self._process

    def _stop(self) -> None:
        if self._process:
            self._process.stop()
            self._process = None


def _fingerprint_of(function: Any) -> tuple[Any, ...]:
    environment = tuple(sorted((key, str(value)) for key, value in function.environment_vars.items()))
    return function.code_sha_256, function.handler, function.run_time, function.memory_size, environment


def _message(request_id: str, function: Any, event: Any, arn: str) -> dict[str, Any]:
    return {
        "id": request_id,
        "event": event,
        "arn": arn,
        "nowMs": CLOCK.now_ms() if CLOCK.is_virtual else None,
        "timeoutMs": float(function.timeout) * 1000,
    }


def _to_answer(message: dict[str, Any]) -> Answer:
    if "error" in message:
        return Answer(message["error"], True, message["logs"])
    return Answer(message.get("result"), False, message["logs"])
