"""The operations of the Auto Scaling API that moto lacks or answers too simply."""

from typing import Any

from moto.autoscaling.exceptions import ValidationError
from moto.autoscaling.responses import AutoScalingResponse
from moto.core.responses import ActionResult, EmptyResult

from auto_scaling.activities import list_activities
from auto_scaling.capacity import reconcile
from auto_scaling.group_state import state_of
from auto_scaling.lifecycle_actions import LIFECYCLE_ACTIONS, LifecycleAction

# Described as given: member of the request to attribute of moto's group.
KEPT_AS_GIVEN = {
    "InstanceLifecyclePolicy": "instance_lifecycle_policy",
    "MaxInstanceLifetime": "max_instance_lifetime",
    "DefaultInstanceWarmup": "default_instance_warmup",
    "DesiredCapacityType": "desired_capacity_type",
    "InstanceMaintenancePolicy": "instance_maintenance_policy",
    "AvailabilityZoneDistribution": "availability_zone_distribution",
    "TerminationPolicies": "termination_policies",
    "CapacityRebalance": "capacity_rebalance",
    "DefaultCooldown": "default_cooldown",
    "Context": "context",
}

_stock_create = AutoScalingResponse.create_auto_scaling_group
_stock_update = AutoScalingResponse.update_auto_scaling_group
_stock_resume = AutoScalingResponse.resume_processes


def install() -> None:
    """Add these operations to moto's."""
    AutoScalingResponse.create_auto_scaling_group = _create_group
    AutoScalingResponse.update_auto_scaling_group = _update_group
    AutoScalingResponse.delete_auto_scaling_group = _delete_group
    AutoScalingResponse.put_lifecycle_hook = _put_hook
    AutoScalingResponse.complete_lifecycle_action = _complete_action
    AutoScalingResponse.record_lifecycle_action_heartbeat = _record_heartbeat
    AutoScalingResponse.describe_scaling_activities = _describe_activities
    AutoScalingResponse.resume_processes = _resume_processes


def _create_group(self: AutoScalingResponse) -> ActionResult:
    """Create the group with its hooks first, and only then its instances."""
    name = self._get_param("AutoScalingGroupName")
    backend = self.autoscaling_backend
    if name in backend.autoscaling_groups:
        raise ValidationError(
            f"AutoScalingGroup by this name already exists - A group with the name {name} already exists"
        )
    _stock_create(self)
    group = backend.autoscaling_groups[name]
    _keep_as_given(self, group)
    for hook in self._get_param("LifecycleHookSpecificationList", []):
        _keep_hook(self, {**hook, "AutoScalingGroupName": name})
    reconcile(group)
    return EmptyResult()


def _update_group(self: AutoScalingResponse) -> ActionResult:
    _stock_update(self)
    _keep_as_given(self, self.autoscaling_backend.autoscaling_groups[self._get_param("AutoScalingGroupName")])
    return EmptyResult()


def _delete_group(self: AutoScalingResponse) -> ActionResult:
    name = self._get_param("AutoScalingGroupName")
    self.autoscaling_backend.delete_auto_scaling_group(name, self._get_bool_param("ForceDelete", False))
    return EmptyResult()


def _keep_as_given(self: AutoScalingResponse, group: Any) -> None:
    for member, attribute in KEPT_AS_GIVEN.items():
        value = self._get_param(member)
        if value is not None:
            setattr(group, attribute, value)


def _put_hook(self: AutoScalingResponse) -> ActionResult:
    _keep_hook(self, self.params)
    return EmptyResult()


def _keep_hook(self: AutoScalingResponse, given: dict[str, Any]) -> None:
    hook = self.autoscaling_backend.create_lifecycle_hook(
        name=given["LifecycleHookName"],
        as_name=given["AutoScalingGroupName"],
        transition=given.get("LifecycleTransition"),
        timeout=given.get("HeartbeatTimeout"),
        result=given.get("DefaultResult"),
    )
    hook.notification_target_arn = given.get("NotificationTargetARN")
    hook.notification_metadata = given.get("NotificationMetadata")
    hook.role_arn = given.get("RoleARN")


def _complete_action(self: AutoScalingResponse) -> ActionResult:
    result = self._get_param("LifecycleActionResult")
    if result not in ("CONTINUE", "ABANDON"):
        raise ValidationError(f"LifecycleActionResult must be CONTINUE or ABANDON, given {result!r}")
    LIFECYCLE_ACTIONS.complete(_named_action(self), result, "Lifecycle Action Completed with ABANDON Result")
    return EmptyResult()


def _record_heartbeat(self: AutoScalingResponse) -> ActionResult:
    _named_action(self).heartbeat()
    return EmptyResult()


def _named_action(self: AutoScalingResponse) -> LifecycleAction:
    token, instance_id = self._get_param("LifecycleActionToken"), self._get_param("InstanceId")
    action = LIFECYCLE_ACTIONS.find(
        self._get_param("AutoScalingGroupName"), self._get_param("LifecycleHookName"), token, instance_id
    )
    if action is None:
        named = f"with token {token}" if token else f"with instance ID {instance_id}"
        raise ValidationError(f"No active Lifecycle Action found {named}")
    return action


def _describe_activities(self: AutoScalingResponse) -> ActionResult:
    name = self._get_param("AutoScalingGroupName")
    groups = self.autoscaling_backend.autoscaling_groups.values()
    activities = [activity for group in groups for activity in state_of(group).activities]
    found = list_activities(activities, name, self._get_param("ActivityIds", []))
    return ActionResult(_page(found, self._get_int_param("MaxRecords", 100), self._get_param("NextToken")))


def _page(activities: list[Any], size: int, token: str | None) -> dict[str, Any]:
    start = int(token or 0)
    end = start + min(size, 100)
    return {"Activities": activities[start:end], "NextToken": str(end) if end < len(activities) else None}


def _resume_processes(self: AutoScalingResponse) -> ActionResult:
    _stock_resume(self)
    reconcile(self.autoscaling_backend.autoscaling_groups[self._get_param("AutoScalingGroupName")])
    return EmptyResult()
