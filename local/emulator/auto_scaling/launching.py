"""Launches instances of a group, evenly over its zones."""

from collections import Counter
from typing import Any

from moto.autoscaling.models import ASG_NAME_TAG, InstanceState

from auto_scaling.group_state import counted_instances, record_activity, state_of
from auto_scaling.lifecycle_actions import LAUNCHING, LIFECYCLE_ACTIONS
from auto_scaling.notices import send_outcome
from auto_scaling.terminating import end_instance
from clock import CLOCK

# AWS waits longer and longer; a fixed pause is enough to keep a failing launch from spinning.
RETRY_PAUSE_MS = 30_000
NO_CAPACITY = (
    "We currently do not have sufficient {type} capacity in the Availability Zone you requested ({zone}). "
    "Launching EC2 instance failed. (InsufficientInstanceCapacity)"
)


def launch(group: Any, count: int, cause: str) -> None:
    """Launch `count` instances; the first that fails ends the try."""
    for _ in range(count):
        subnet, zone = _emptiest_zone(group)
        if not state_of(group).capacity_available:
            _refuse(group, zone, cause)
            return
        _launch_one(group, subnet, zone, cause)


def _launch_one(group: Any, subnet: str | None, zone: str, cause: str) -> None:
    instance = _run_instance(group, subnet, zone)
    state = InstanceState(instance, lifecycle_state="Pending", autoscaling_group=group)
    state.availability_zone = zone
    state.protected_from_scale_in = bool(group.new_instances_protected_from_scale_in)
    group.instance_states.append(state)
    description = f"Launching a new EC2 instance: {instance.id}"
    state.fleet_activity = record_activity(group, description, cause, f'{{"Availability Zone":"{zone}"}}')

    def ended(result: str, reason: str) -> None:
        _finish(group, state, result, reason)

    if LIFECYCLE_ACTIONS.begin(group, state, LAUNCHING, ended):
        state.lifecycle_state = "Pending:Wait"
    else:
        _finish(group, state, "CONTINUE", "")


def _run_instance(group: Any, subnet: str | None, zone: str) -> Any:
    tags = {**group.get_propagated_tags(), ASG_NAME_TAG: group.name, **group.instance_tags}
    template = group.ec2_launch_template
    reservation = group.ec2_backend.run_instances(
        group.image_id,
        1,
        group.user_data,
        group.security_groups,
        instance_type=_instance_type(group),
        tags={"instance": tags},
        placement=zone,
        launch_config=group.launch_config,
        launch_template=(
            {"LaunchTemplateId": template.id, "Version": str(group.launch_template_version)} if template else None
        ),
        is_instance_type_default=False,
        associate_public_ip=group.launch_config.associate_public_ip_address if group.launch_config else None,
        subnet_id=subnet,
    )
    instance = reservation.instances[0]
    instance.autoscaling_group = group
    instance.launch_time = CLOCK.now()
    for device in instance.block_device_mapping.values():
        device.delete_on_termination = True  # as AWS does unless told otherwise
    return instance


def _instance_type(group: Any) -> str:
    """The first override of a mixed instances policy, else what the template says."""
    overrides = ((group.mixed_instances_policy or {}).get("LaunchTemplate") or {}).get("Overrides") or []
    return overrides[0].get("InstanceType") or group.instance_type if overrides else group.instance_type


def _emptiest_zone(group: Any) -> tuple[str | None, str]:
    """The subnet and zone with the fewest instances; the first listed among equals."""
    running = Counter(state.availability_zone for state in counted_instances(group))
    if not group.vpc_zone_identifier:
        return None, min(group.availability_zones, key=lambda zone: running[zone])
    subnets = [group.ec2_backend.get_subnet(name.strip()) for name in group.vpc_zone_identifier.split(",")]
    chosen = min(subnets, key=lambda subnet: running[subnet.availability_zone])
    return chosen.id, chosen.availability_zone


def _refuse(group: Any, zone: str, cause: str) -> None:
    state_of(group).retry_launch_at_ms = CLOCK.now_ms() + RETRY_PAUSE_MS
    activity = record_activity(
        group, "Launching a new EC2 instance.  Status Reason: InsufficientInstanceCapacity", cause
    )
    activity.end("Failed", NO_CAPACITY.format(type=_instance_type(group), zone=zone))
    send_outcome(group, "Launch", "Unsuccessful", activity, None, zone)


def _finish(group: Any, state: Any, result: str, reason: str) -> None:
    if result == "CONTINUE":
        state.lifecycle_state = "InService"
        state.fleet_activity.end("Successful")
        send_outcome(group, "Launch", "Successful", state.fleet_activity, state.instance.id, state.availability_zone)
        return
    state.fleet_activity.end("Cancelled", f"Instance failed to complete user's Lifecycle Action: abandoned: {reason}")
    send_outcome(group, "Launch", "Unsuccessful", state.fleet_activity, state.instance.id, state.availability_zone)
    state_of(group).retry_launch_at_ms = CLOCK.now_ms() + RETRY_PAUSE_MS
    end_instance(group, state, "an instance was taken out of service because its launch was abandoned")
