"""Brings the number of a group's instances to its desired capacity."""

from typing import Any

from moto.autoscaling.exceptions import ValidationError
from moto.autoscaling.models import autoscaling_backends

from auto_scaling.group_state import counted_instances, is_suspended, state_of
from auto_scaling.launching import launch
from auto_scaling.terminating import begin_termination, choose_victims
from clock import CLOCK
from one_at_a_time import LOCKS
from settings import ACCOUNT_ID

DIFFERENCE = "an instance was {verb} in response to a difference between desired and actual capacity, {change}."


def request_capacity(group: Any, desired: int) -> None:
    """Set the desired capacity as a caller asked, and act on it at once.

    @raises ValidationError: when it is outside the group's bounds.
    """
    if desired > group.max_size:
        raise ValidationError(
            f"New SetDesiredCapacity value {desired} is above max value {group.max_size} for the AutoScalingGroup."
        )
    if desired < group.min_size:
        raise ValidationError(
            f"New SetDesiredCapacity value {desired} is below min value {group.min_size} for the AutoScalingGroup."
        )
    group.desired_capacity = desired
    state_of(group).retry_launch_at_ms = 0
    reconcile(group)


def reconcile(group: Any) -> None:
    """Launch or end instances until those that count are as many as desired."""
    if group.name not in group.autoscaling_backend.autoscaling_groups:
        return  # still being created: its hooks come first
    running = len(counted_instances(group))
    missing = group.desired_capacity - running
    change = f"changing the capacity from {running} to {group.desired_capacity}"
    if missing > 0 and _may_launch(group):
        launch(group, missing, DIFFERENCE.format(verb="started", change=change))
    elif missing < 0 and not is_suspended(group, "Terminate"):
        cause = DIFFERENCE.format(verb="taken out of service", change=change)
        for victim in choose_victims(group, -missing):
            begin_termination(group, victim, cause)
    _update_load_balancers(group)


def set_capacity(group_name: str | None, available: bool) -> bool:
    """Say whether AWS has machines for the group. False when there is no such group."""
    with LOCKS["autoscaling"]:
        groups = [group for group in all_groups() if group.name == group_name]
        for group in groups:
            state_of(group).capacity_available = available
            state_of(group).retry_launch_at_ms = 0
            if available:
                reconcile(group)
        return bool(groups)


def retry_launches() -> None:
    """Try failed launches again, where their pause is over."""
    for group in all_groups():
        if len(counted_instances(group)) < group.desired_capacity:
            reconcile(group)


def all_groups() -> list[Any]:
    """Every group of every region."""
    backends = autoscaling_backends[ACCOUNT_ID].values()
    return [group for backend in list(backends) for group in list(backend.autoscaling_groups.values())]


def _may_launch(group: Any) -> bool:
    return not is_suspended(group, "Launch") and CLOCK.now_ms() >= state_of(group).retry_launch_at_ms


def _update_load_balancers(group: Any) -> None:
    group.autoscaling_backend.update_attached_elbs(group.name)
    group.autoscaling_backend.update_attached_target_groups(group.name)
