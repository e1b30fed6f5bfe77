"""Replaces moto's behaviour of groups by AWS's. The functions stand in for methods of moto's classes."""

import copy
from typing import Any

from moto.autoscaling.exceptions import ResourceContentionError, ValidationError
from moto.autoscaling.models import AutoScalingBackend, FakeAutoScalingGroup

from auto_scaling.capacity import reconcile, request_capacity
from auto_scaling.failures import lose_instances
from auto_scaling.group_state import RETAINED, counted_instances, find_instance, is_suspended
from auto_scaling.terminating import begin_termination, end_instance

USER_REQUEST = "instance {id} was taken out of service in response to a user request{change}."
_stock_update = FakeAutoScalingGroup.update


def install() -> None:
    """Put these functions in the place of moto's methods."""
    FakeAutoScalingGroup.active_instances = counted_instances
    FakeAutoScalingGroup.set_desired_capacity = _set_desired_capacity
    FakeAutoScalingGroup.update = _update
    AutoScalingBackend.set_desired_capacity = _request_desired_capacity
    AutoScalingBackend.terminate_instance = _terminate_instance
    AutoScalingBackend.notify_terminate_instances = lose_instances
    AutoScalingBackend.delete_auto_scaling_group = _delete_group
    AutoScalingBackend.set_instance_health = _set_instance_health


def _set_desired_capacity(group: Any, desired: int | None) -> None:
    """moto's own path: from the constructor and from standby, attach and detach."""
    group.desired_capacity = group.min_size if desired is None else int(desired)
    reconcile(group)


def _request_desired_capacity(backend: AutoScalingBackend, group_name: str, desired: int | None) -> None:
    request_capacity(_group(backend, group_name), int(desired or 0))


def _update(group: Any, **changes: Any) -> None:
    """Like AWS: new bounds pull the desired capacity with them; what is not given stays."""
    desired = changes.pop("desired_capacity", None)
    policy = changes.pop("mixed_instances_policy", None)
    replaces_policy = changes.get("launch_template") or changes.get("launch_config_name")
    kept_policy = None if replaces_policy else _kept_policy(group)
    group.max_size = _given(changes.pop("max_size", None), group.max_size)
    group.min_size = _given(changes.pop("min_size", None), group.min_size)
    wanted = _given(desired, min(max(group.desired_capacity, group.min_size), group.max_size))
    _stock_update(
        group,
        # moto would resize the group on its own, by another rule.
        desired_capacity=None,
        max_size=None,
        min_size=None,
        mixed_instances_policy=policy or kept_policy,
        **changes,
    )
    request_capacity(group, wanted)


def _kept_policy(group: Any) -> dict[str, Any] | None:
    """The group's policy as a request may say it: moto has noted id and name of the template, and takes only one."""
    policy = copy.deepcopy(group.mixed_instances_policy)
    specification = policy["LaunchTemplate"]["LaunchTemplateSpecification"] if policy else {}
    if specification.get("LaunchTemplateId"):
        specification.pop("LaunchTemplateName", None)
    return policy


def _terminate_instance(backend: AutoScalingBackend, instance_id: str, should_decrement: bool) -> Any:
    """End a named instance, protected or not; a retained one ends for good."""
    state = find_instance(backend, instance_id)
    if state is None:
        raise ValidationError(f"Instance Id not found - No managed instance found for instance ID: {instance_id}")
    group = state.auto_scaling_group
    if state.lifecycle_state == RETAINED:
        end_instance(group, state, USER_REQUEST.format(id=instance_id, change=""))
        return state.fleet_activity
    change = ""
    if should_decrement and state in counted_instances(group):
        change = _decrement(group)
    activity = begin_termination(group, state, USER_REQUEST.format(id=instance_id, change=change))
    reconcile(group)
    return activity


def _decrement(group: Any) -> str:
    if group.desired_capacity <= group.min_size:
        raise ValidationError(
            f"Currently, desiredSize equals minSize ({group.min_size}). Terminating instance without replacement will "
            "violate group's min size constraint. Either set shouldDecrementDesiredCapacity flag to false or lower "
            "group's min size."
        )
    group.desired_capacity -= 1
    return f", shrinking the capacity from {group.desired_capacity + 1} to {group.desired_capacity}"


def _delete_group(backend: AutoScalingBackend, group_name: str, force: bool = False) -> None:
    group = _group(backend, group_name)
    if group.instance_states and not force:
        raise ResourceContentionError  # AWS: ResourceInUse, unless ForceDelete
    for state in list(group.instance_states):
        end_instance(group, state, "the group was deleted.")
    backend.autoscaling_groups.pop(group_name)
    for key in [key for key, hook in backend.lifecycle_hooks.items() if hook.auto_scaling_group_name == group_name]:
        del backend.lifecycle_hooks[key]


def _set_instance_health(backend: AutoScalingBackend, instance_id: str, health_status: str) -> None:
    state = find_instance(backend, instance_id)
    if state is None:
        raise ValidationError(f"Instance Id not found - No managed instance found for instance ID: {instance_id}")
    state.health_status = health_status
    group = state.auto_scaling_group
    if health_status == "Unhealthy" and not is_suspended(group, "ReplaceUnhealthy"):
        begin_termination(group, state, "an instance was taken out of service in response to a user health-check.")
        reconcile(group)


def _group(backend: AutoScalingBackend, name: str) -> Any:
    if name not in backend.autoscaling_groups:
        raise ValidationError(f"AutoScalingGroup name not found - AutoScalingGroup '{name}' not found")
    return backend.autoscaling_groups[name]


def _given(value: Any, otherwise: Any) -> Any:
    return otherwise if value is None else value
