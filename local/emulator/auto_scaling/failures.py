"""Machines that die on their own."""

from typing import Any

from auto_scaling.capacity import all_groups, reconcile
from auto_scaling.terminating import end_instance
from one_at_a_time import LOCKS

CAUSE = (
    "an instance was taken out of service in response to "
    "an EC2 health check indicating it has been terminated or stopped."
)


def fail_instance(instance_id: str | None) -> bool:
    """End a machine now, without its hook, and replace it. False when no group has it."""
    with LOCKS["autoscaling"]:
        for group in all_groups():
            for state in list(group.instance_states):
                if state.instance.id == instance_id:
                    _lose(group, state)
                    return True
    return False


def lose_instances(backend: Any, instance_ids: list[str]) -> None:
    """What a group does when its instances were terminated through EC2."""
    with LOCKS["autoscaling"]:
        for group in list(backend.autoscaling_groups.values()):
            for state in list(group.instance_states):
                if state.instance.id in instance_ids:
                    _lose(group, state)


def _lose(group: Any, state: Any) -> None:
    end_instance(group, state, CAUSE)
    reconcile(group)
