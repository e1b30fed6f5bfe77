"""Puts what functions print into CloudWatch Logs."""

from typing import Any

from clock import CLOCK

# Lambda's log groups by function ARN, where the emulator made them: a declared one belongs to its stack.
_MADE_HERE: set[tuple[str, str]] = set()


def log_group_of(function: Any) -> str:
    """The group named by the function's logging configuration, else Lambda's own name for it."""
    return (getattr(function, "logging_config", None) or {}).get("LogGroup") or function.logs_group_name


def write_logs(function: Any, output: str) -> None:
    """Append lines to the stream of the function's version."""
    lines = [line for line in output.splitlines() if line]
    if not lines or getattr(function, "fleet_deleted", False):
        return
    logs = function.logs_backend
    group = log_group_of(function)
    if group not in logs.groups:
        logs.create_log_group(group, {})
        _MADE_HERE.add((function.region, group))
    stream = f"[{function.version}]warm"
    if stream not in logs.groups[group].streams:
        logs.create_log_stream(group, stream)
    now_ms = CLOCK.now_ms()
    logs.put_log_events(group, stream, [{"timestamp": now_ms, "message": line} for line in lines])


def forget_logs(function: Any) -> None:
    """Remove the log group of a function that is gone, if nobody declared it; it writes no more."""
    function.fleet_deleted = True
    key = (function.region, log_group_of(function))
    if key in _MADE_HERE:
        _MADE_HERE.discard(key)
        if key[1] in function.logs_backend.groups:
            function.logs_backend.delete_log_group(key[1])
