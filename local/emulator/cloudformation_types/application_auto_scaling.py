"""AWS::ApplicationAutoScaling types."""

from typing import Any

from cloudformation_types.api_resource import ApiResource

SERVICE = "application-autoscaling"
TARGET_KEYS = ("ServiceNamespace", "ResourceId", "ScalableDimension")


class ScalableTarget(ApiResource):
    TYPE = "AWS::ApplicationAutoScaling::ScalableTarget"
    ATTRIBUTES = ("Id",)
    REPLACED_BY = TARGET_KEYS

    def create(self) -> None:
        self.call(SERVICE, "register_scalable_target", **self.properties)
        for action in self.properties.get("ScheduledActions", []):
            self.call(SERVICE, "put_scheduled_action", **action, **self._target())
        self.id = "|".join(self.properties[key] for key in ("ResourceId", "ScalableDimension", "ServiceNamespace"))
        self.attributes["Id"] = self.id

    def update(self, previous: dict[str, Any]) -> None:
        kept = {action["ScheduledActionName"] for action in self.properties.get("ScheduledActions", [])}
        self._remove_actions(previous, kept)
        self.create()

    def remove(self) -> None:
        self._remove_actions(self.properties, set())
        self.call(SERVICE, "deregister_scalable_target", **self._target())

    def _remove_actions(self, properties: dict[str, Any], kept: set[str]) -> None:
        for action in properties.get("ScheduledActions", []):
            name = action["ScheduledActionName"]
            if name not in kept:
                self.call(SERVICE, "delete_scheduled_action", ScheduledActionName=name, **self._target())

    def _target(self) -> dict[str, Any]:
        return {key: self.properties[key] for key in TARGET_KEYS}


class ScalingPolicy(ApiResource):
    TYPE = "AWS::ApplicationAutoScaling::ScalingPolicy"
    ATTRIBUTES = ("Arn",)
    REPLACED_BY = ("PolicyName", "ScalingTargetId", *TARGET_KEYS)

    def create(self) -> None:
        answer = self.call(SERVICE, "put_scaling_policy", **self.properties, **self._target())
        self.id = answer["PolicyARN"]
        self.attributes["Arn"] = self.id

    def remove(self) -> None:
        name = self.properties["PolicyName"]
        self.call(SERVICE, "delete_scaling_policy", PolicyName=name, **self._own_target(), **self._target())

    def _own_target(self) -> dict[str, Any]:
        return {key: self.properties[key] for key in TARGET_KEYS if key in self.properties}

    def _target(self) -> dict[str, Any]:
        if "ScalingTargetId" not in self.properties:
            return {}
        resource_id, dimension, namespace = self.properties["ScalingTargetId"].split("|")
        return {"ResourceId": resource_id, "ScalableDimension": dimension, "ServiceNamespace": namespace}
