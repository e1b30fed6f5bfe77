"""Runs a function's code and keeps its logs."""

import threading
from typing import Any

from lambda_runner.function_logs import write_logs
from lambda_runner.warm_function import Answer, WarmFunction

_lock = threading.Lock()
_warm: dict[tuple[str, str, str], WarmFunction] = {}


def run(function: Any, event: Any) -> Answer:
    """Run a function now and keep its logs."""
    if not str(function.run_time).startswith("nodejs"):
        message = f"the emulator runs nodejs functions only, and {function.function_name} is {function.run_time}"
        return Answer({"errorType": "Runtime.Unsupported", "errorMessage": message}, True)
    answer = _warm_function(function).invoke(function, event, function.function_arn)
    write_logs(function, answer.logs)
    return answer


def _warm_function(function: Any) -> WarmFunction:
    key = (function.region, function.function_name, str(function.version))
    with _lock:
        return _warm.setdefault(key, WarmFunction())


def stop_processes(function: Any) -> None:
    """End the processes of every version of a function."""
    with _lock:
        keys = [key for key in _warm if key[:2] == (function.region, function.function_name)]
        ended = [_warm.pop(key) for key in keys]
    for warm in ended:
        warm.stop()
