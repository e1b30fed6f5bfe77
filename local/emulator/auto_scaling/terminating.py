"""Ends instances of a group: through the terminating hook, or at once."""

from collections import Counter
from typing import Any

from auto_scaling.group_state import RETAINED, counted_instances, record_activity
from auto_scaling.lifecycle_actions import LIFECYCLE_ACTIONS, TERMINATING
from auto_scaling.notices import send_outcome


def begin_termination(group: Any, state: Any, cause: str) -> Any:
    """The activity that ends an instance. It waits for the terminating hook if it was in service."""
    if state.lifecycle_state.startswith("Terminating") and state.lifecycle_state != RETAINED:
        return state.fleet_activity  # under way: asking twice ends it once
    activity = _begin_activity(group, state, cause)
    if state.lifecycle_state != "InService":
        _finish(group, state)
        return activity

    def ended(result: str, _reason: str) -> None:
        if result == "ABANDON" and _retains(group):
            _retain(state)
        else:
            _finish(group, state)

    if LIFECYCLE_ACTIONS.begin(group, state, TERMINATING, ended):
        state.lifecycle_state = "Terminating:Wait"
    else:
        _finish(group, state)
    return activity


def end_instance(group: Any, state: Any, cause: str) -> None:
    """End an instance without asking any hook, as when its machine died."""
    if not (state.lifecycle_state.startswith("Terminating") and state.lifecycle_state != RETAINED):
        _begin_activity(group, state, cause)
    _finish(group, state)


def choose_victims(group: Any, count: int) -> list[Any]:
    """Instances to end on scale-in: unprotected ones in service, from the fullest zone, oldest first."""
    candidates = [state for state in counted_instances(group) if not state.protected_from_scale_in]
    in_zone = Counter(state.availability_zone for state in counted_instances(group))
    victims: list[Any] = []
    while candidates and len(victims) < count:
        # Instances are listed in launch order, and max takes the first among equals.
        victim = max(candidates, key=lambda state: in_zone[state.availability_zone])
        victims.append(victim)
        candidates.remove(victim)
        in_zone[victim.availability_zone] -= 1
    return victims


def _begin_activity(group: Any, state: Any, cause: str) -> Any:
    details = f'{{"Availability Zone":"{state.availability_zone}"}}'
    state.fleet_activity = record_activity(group, f"Terminating EC2 instance: {state.instance.id}", cause, details)
    return state.fleet_activity


def _retains(group: Any) -> bool:
    policy = getattr(group, "instance_lifecycle_policy", None) or {}
    return (policy.get("RetentionTriggers") or {}).get("TerminateHookAbandon") == "retain"


def _retain(state: Any) -> None:
    """Keep an abandoned instance, outside the desired capacity.

    @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/instance-lifecycle-policy.html
    """
    state.lifecycle_state = RETAINED
    state.fleet_activity.end("Cancelled", "The terminating lifecycle action was abandoned: the instance is retained.")


def _finish(group: Any, state: Any) -> None:
    LIFECYCLE_ACTIONS.forget(state)
    state.lifecycle_state = "Terminated"
    group.instance_states = [other for other in group.instance_states if other is not state]
    if state.instance.state != "terminated":
        group.ec2_backend.terminate_instances([state.instance.id])
    state.fleet_activity.end("Successful")
    send_outcome(group, "Terminate", "Successful", state.fleet_activity, state.instance.id, state.availability_zone)
