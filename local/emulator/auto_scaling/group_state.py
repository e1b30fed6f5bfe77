"""What the emulator keeps about a group and its instances beyond what moto keeps."""

from dataclasses import dataclass, field
from typing import Any

from auto_scaling.activities import KEPT_PER_GROUP, ScalingActivity

# Lifecycle states that count towards the desired capacity.
COUNTED_STATES = ("Pending", "Pending:Wait", "Pending:Proceed", "InService")
RETAINED = "Terminating:Retained"


@dataclass
class GroupState:
    """Hangs on a moto group as `fleet_state`."""

    capacity_available: bool = True
    # After a launch failed, the next try waits until then.
    retry_launch_at_ms: int = 0
    activities: list[ScalingActivity] = field(default_factory=list)


def state_of(group: Any) -> GroupState:
    """The state of a group, made on first use."""
    if not hasattr(group, "fleet_state"):
        group.fleet_state = GroupState()
    return group.fleet_state


def counted_instances(group: Any) -> list[Any]:
    """Instances that count towards the desired capacity, launching ones included."""
    return [instance for instance in group.instance_states if instance.lifecycle_state in COUNTED_STATES]


def is_suspended(group: Any, process: str) -> bool:
    """Whether a process such as Launch is suspended."""
    return any(suspended["ProcessName"] == process for suspended in group.suspended_processes)


def record_activity(group: Any, description: str, cause: str, details: str = "{}") -> ScalingActivity:
    """Begin an activity of the group."""
    activity = ScalingActivity(group.name, description, cause, details=details)
    activities = state_of(group).activities
    activities.append(activity)
    del activities[:-KEPT_PER_GROUP]
    return activity


def find_instance(backend: Any, instance_id: str | None) -> Any | None:
    """The group's view of an instance, or None when no group has it."""
    for group in backend.autoscaling_groups.values():
        for instance in group.instance_states:
            if instance.instance.id == instance_id:
                return instance
    return None
