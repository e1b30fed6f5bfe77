"""Events of the cloud itself, and delivery of events to Lambda, Step Functions and SNS."""

import copy
import json
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timezone
from typing import Any

import moto.events.models as event_models
from moto.events.models import Rule, events_backends
from moto.events.utils import EventTemplateParser

from aws_client import AWS
from clock import CLOCK
from deliveries import DELIVERIES
from lambda_runner.asynchronous import invoke_asynchronously
from settings import ACCOUNT_ID

_stock_send = Rule.send_to_targets
_hold_lock = threading.Lock()
_holds = 0
_held: list[Callable[[], None]] = []


def install() -> None:
    """Deliver to more targets than moto does, at the cloud's time."""
    Rule.send_to_targets = _send_to_targets
    event_models.unix_time = lambda *given: CLOCK.now_ms() / 1000


def send_event(region: str, source: str, detail_type: str, detail: dict[str, Any], resources: list[str]) -> None:
    """Send an event of an AWS service to the default bus; callers do not wait for it."""
    event = {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": detail_type,
        "source": source,
        "account": ACCOUNT_ID,
        "time": CLOCK.now_ms() / 1000,
        "region": region,
        "resources": resources,
        "detail": detail,
    }
    with _hold_lock:
        if _holds:
            _held.append(lambda: _match_rules(region, event))
            return
    _match_rules(region, event)


@contextmanager
def holding_events() -> Iterator[None]:
    """Hold the events of AWS services back meanwhile.

    Machines take a minute to start. Here they start at once, before the stack that declares them has its rules.
    """
    global _holds
    with _hold_lock:
        _holds += 1
    try:
        yield
    finally:
        with _hold_lock:
            _holds -= 1
            released: list[Callable[[], None]] = []
            if not _holds:
                released, _held[:] = list(_held), []
        for send in released:
            send()


def _match_rules(region: str, event: dict[str, Any]) -> None:
    for rule in list(events_backends[ACCOUNT_ID][region].describe_event_bus("default").rules.values()):
        if rule.state != "DISABLED":
            rule.send_to_targets(copy.deepcopy(event))


def _send_to_targets(rule: Rule, event: dict[str, Any], transform_input: bool = True) -> None:
    if rule.state == "DISABLED" or not _matches(rule, event):
        return
    ours = [target for target in rule.targets if _service(target) in _SENDERS]
    for target in ours:
        _SENDERS[_service(target)](target["Arn"], rule.region_name, _input_of(target, event))
    others = [target for target in rule.targets if target not in ours]
    if others:
        rest = copy.copy(rule)
        rest.targets = others
        _stock_send(rest, event, transform_input)


def _matches(rule: Rule, event: dict[str, Any]) -> bool:
    # moto takes an empty pattern for one that matches everything, and a schedule's pattern is empty.
    is_schedule_only = rule.scheduled_expression and not rule.event_pattern._pattern
    return not is_schedule_only and rule.event_pattern.matches_event(event)


def _service(target: dict[str, Any]) -> str:
    return target["Arn"].split(":")[2]


def _input_of(target: dict[str, Any], event: dict[str, Any]) -> str:
    """What the target receives: its fixed input, its transformed one, or the event."""
    if "Input" in target:
        return target["Input"]
    event = {**event, "time": _iso_time(event["time"])}
    event.pop("ingestion-time", None)
    if "InputPath" in target:
        return json.dumps(_at_path(event, target["InputPath"]))
    transformer = target.get("InputTransformer")
    if transformer:
        event = EventTemplateParser.parse(transformer["InputTemplate"], transformer.get("InputPathsMap", {}), event)
    return json.dumps(event)


def _iso_time(time: float | str) -> str:
    if isinstance(time, str) and "T" in time:
        return time
    return datetime.fromtimestamp(float(time), tz=timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def _at_path(event: dict[str, Any], path: str) -> Any:
    found: Any = event
    for part in path.removeprefix("$").split("."):
        if part:
            found = found[part]
    return found


def _send_to_lambda(arn: str, region: str, body: str) -> None:
    invoke_asynchronously(region, arn, body)


def _send_to_state_machine(arn: str, region: str, body: str) -> None:
    DELIVERIES.submit(
        arn, lambda: AWS.call("stepfunctions", "start_execution", region, stateMachineArn=arn, input=body)
    )


def _send_to_topic(arn: str, region: str, body: str) -> None:
    DELIVERIES.submit(arn, lambda: AWS.call("sns", "publish", region, TopicArn=arn, Message=body))


_SENDERS = {"lambda": _send_to_lambda, "states": _send_to_state_machine, "sns": _send_to_topic}
