"""AWS::AutoScaling types."""

from typing import Any

from cloudformation_types.api_resource import ApiResource

SERVICE = "autoscaling"


class AutoScalingGroup(ApiResource):
    TYPE = "AWS::AutoScaling::AutoScalingGroup"
    NAME_PROPERTY = "AutoScalingGroupName"
    ATTRIBUTES = ("AutoScalingGroupARN",)
    REPLACED_BY = ("AutoScalingGroupName",)

    def create(self) -> None:
        self.call(SERVICE, "create_auto_scaling_group", **self._parameters(self.properties))
        group = self.call(SERVICE, "describe_auto_scaling_groups", AutoScalingGroupNames=[self.name])
        self.attributes["AutoScalingGroupARN"] = group["AutoScalingGroups"][0]["AutoScalingGroupARN"]

    def update(self, previous: dict[str, Any]) -> None:
        parameters = self._parameters(self.properties)
        if self.properties.get("DesiredCapacity") == previous.get("DesiredCapacity"):
            # What scaled since the last deployment stays as it is.
            parameters.pop("DesiredCapacity", None)
        self.call(SERVICE, "update_auto_scaling_group", **parameters)
        for hook in self.properties.get("LifecycleHookSpecificationList", []):
            self.call(SERVICE, "put_lifecycle_hook", AutoScalingGroupName=self.name, **hook)
        if self.properties.get("Tags"):
            self.call(SERVICE, "create_or_update_tags", Tags=self._tags())

    def remove(self) -> None:
        self.call(SERVICE, "delete_auto_scaling_group", AutoScalingGroupName=self.name, ForceDelete=True)

    def _parameters(self, properties: dict[str, Any]) -> dict[str, Any]:
        parameters = {**properties, "AutoScalingGroupName": self.name, "Tags": self._tags()}
        if "Cooldown" in properties:
            parameters["DefaultCooldown"] = properties["Cooldown"]
        if "VPCZoneIdentifier" in properties:
            parameters["VPCZoneIdentifier"] = ",".join(properties["VPCZoneIdentifier"])
        return parameters

    def _tags(self) -> list[dict[str, Any]]:
        owner = {"ResourceId": self.name, "ResourceType": "auto-scaling-group"}
        return [{**owner, **tag} for tag in self.properties.get("Tags", [])]


class LifecycleHook(ApiResource):
    TYPE = "AWS::AutoScaling::LifecycleHook"
    NAME_PROPERTY = "LifecycleHookName"
    REPLACED_BY = ("LifecycleHookName", "AutoScalingGroupName")

    def create(self) -> None:
        self.call(SERVICE, "put_lifecycle_hook", **{**self.properties, "LifecycleHookName": self.name})

    def remove(self) -> None:
        group = self.properties["AutoScalingGroupName"]
        self.call(SERVICE, "delete_lifecycle_hook", AutoScalingGroupName=group, LifecycleHookName=self.name)


class WarmPool(ApiResource):
    TYPE = "AWS::AutoScaling::WarmPool"

    def create(self) -> None:
        self.call(SERVICE, "put_warm_pool", **self.properties)
        self.id = self.properties["AutoScalingGroupName"]

    def remove(self) -> None:
        self.call(SERVICE, "delete_warm_pool", AutoScalingGroupName=self.id)


class ScalingPolicy(ApiResource):
    TYPE = "AWS::AutoScaling::ScalingPolicy"
    ATTRIBUTES = ("Arn", "PolicyName")
    REPLACED_BY = ("AutoScalingGroupName",)

    def create(self) -> None:
        parameters = {"PolicyType": "SimpleScaling", **self.properties, "PolicyName": self.name}
        self.call(SERVICE, "put_scaling_policy", **parameters)
        group = self.properties["AutoScalingGroupName"]
        found = self.call(SERVICE, "describe_policies", AutoScalingGroupName=group, PolicyNames=[self.name])
        self.id = found["ScalingPolicies"][0]["PolicyARN"]
        self.attributes = {"Arn": self.id, "PolicyName": self.name}

    def remove(self) -> None:
        group = self.properties["AutoScalingGroupName"]
        self.call(SERVICE, "delete_policy", AutoScalingGroupName=group, PolicyName=self.name)


class ScheduledAction(ApiResource):
    TYPE = "AWS::AutoScaling::ScheduledAction"

    def create(self) -> None:
        parameters = {**self.properties, "ScheduledActionName": self.name}
        self.call(SERVICE, "put_scheduled_update_group_action", **parameters)

    def remove(self) -> None:
        group = self.properties["AutoScalingGroupName"]
        self.call(SERVICE, "delete_scheduled_action", AutoScalingGroupName=group, ScheduledActionName=self.name)
