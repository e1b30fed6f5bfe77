"""The emulator's own endpoints, under /_fleet/, for the driver that plays a day in the cloud."""

import json
from collections.abc import Callable, Iterable
from typing import Any

from auto_scaling.capacity import set_capacity
from auto_scaling.failures import fail_instance
from clock import CLOCK
from cloudformation_types.custom_resource import RESPONSE_PATH, CustomResource
from deliveries import DELIVERIES
from moto_version import REQUIRED_VERSION

PREFIX = "/_fleet/"
IDLE_TIMEOUT_MS = 120_000


class ControlError(Exception):
    """The request was wrong; the message says how."""


class Control:
    """WSGI middleware that answers /_fleet/ and hands on everything else."""

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self._application = application
        self._endpoints: dict[tuple[str, str], Callable[[dict[str, Any]], dict[str, Any]]] = {
            ("GET", "health"): _health,
            ("POST", "clock"): _set_clock,
            ("POST", "idle"): _wait_idle,
            ("POST", "fail-instance"): _fail_instance,
            ("POST", "capacity"): _set_capacity,
        }

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if not path.startswith(PREFIX):
            return self._application(environ, start_response)
        status, answer = self._answer(environ, path.removeprefix(PREFIX))
        body = json.dumps(answer).encode()
        start_response(status, [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
        return [body]

    def _answer(self, environ: dict[str, Any], name: str) -> tuple[str, dict[str, Any]]:
        endpoint = self._endpoints.get((environ["REQUEST_METHOD"], name))
        # The body is read even of an unknown request: the connection is used again.
        text = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        if environ["REQUEST_METHOD"] == "PUT" and name.startswith(RESPONSE_PATH):
            CustomResource.receive(name.removeprefix(RESPONSE_PATH), json.loads(text))
            return "200 OK", {}
        if not endpoint:
            known = ", ".join(f"{method} {PREFIX}{path}" for method, path in self._endpoints)
            return "404 Not Found", {"error": f"no such endpoint; there are {known}"}
        try:
            return "200 OK", endpoint(json.loads(text or b"{}"))
        except (ControlError, KeyError, ValueError) as error:
            return "400 Bad Request", {"error": f"{PREFIX}{name}: {error}"}
        except TimeoutError as error:
            return "504 Gateway Timeout", {"error": f"{PREFIX}{name}: {error}"}


def _health(_request: dict[str, Any]) -> dict[str, Any]:
    return {"moto": REQUIRED_VERSION, "nowMs": CLOCK.now_ms()}


def _set_clock(request: dict[str, Any]) -> dict[str, Any]:
    now_ms = request.get("nowMs")
    if isinstance(now_ms, bool) or not isinstance(now_ms, (int, float)):
        raise ControlError(f"nowMs must be a number of milliseconds since 1970, given {now_ms!r}")
    CLOCK.set(int(now_ms))
    return {"nowMs": CLOCK.now_ms()}


def _wait_idle(request: dict[str, Any]) -> dict[str, Any]:
    timeout_ms = request.get("timeoutMs", IDLE_TIMEOUT_MS)
    if not DELIVERIES.wait_idle(timeout_ms / 1000):
        raise TimeoutError(f"still busy after {timeout_ms} ms: {', '.join(DELIVERIES.in_progress())}")
    return DELIVERIES.take_report()


def _fail_instance(request: dict[str, Any]) -> dict[str, Any]:
    instance_id = request.get("instanceId")
    if not fail_instance(instance_id):
        raise ControlError(f"instanceId names no instance of an Auto Scaling group, given {instance_id!r}")
    return {}


def _set_capacity(request: dict[str, Any]) -> dict[str, Any]:
    group, available = request.get("group"), request.get("available")
    if not isinstance(available, bool):
        raise ControlError(f"available must be true or false, given {available!r}")
    if not set_capacity(group, available):
        raise ControlError(f"group names no Auto Scaling group, given {group!r}")
    return {}
