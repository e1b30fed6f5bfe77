"""AWS::ECS types."""

from typing import Any

from cloudformation_types.api_resource import ApiResource


class CapacityProvider(ApiResource):
    TYPE = "AWS::ECS::CapacityProvider"
    NAME_PROPERTY = "Name"
    REPLACED_BY = ("Name",)

    def create(self) -> None:
        provider = self._provider()
        self.call("ecs", "create_capacity_provider", **{**self.properties, "Name": self.name, **provider})

    def update(self, _previous: dict[str, Any]) -> None:
        self.call("ecs", "update_capacity_provider", Name=self.name, **self._provider())

    def remove(self) -> None:
        self.call("ecs", "delete_capacity_provider", CapacityProvider=self.name)

    def _provider(self) -> dict[str, Any]:
        provider = self.properties.get("AutoScalingGroupProvider")
        if not provider:
            return {}
        group = provider["AutoScalingGroupArn"]
        if not group.startswith("arn:"):  # CloudFormation takes the group's name as well
            found = self.call("autoscaling", "describe_auto_scaling_groups", AutoScalingGroupNames=[group])
            group = found["AutoScalingGroups"][0]["AutoScalingGroupARN"]
        return {"AutoScalingGroupProvider": {**provider, "AutoScalingGroupArn": group}}


class ClusterCapacityProviderAssociations(ApiResource):
    TYPE = "AWS::ECS::ClusterCapacityProviderAssociations"

    def create(self) -> None:
        self.call("ecs", "put_cluster_capacity_providers", **self.properties)
        self.id = self.properties["Cluster"]

    def remove(self) -> None:
        cluster = self.properties["Cluster"]
        self.call(
            "ecs",
            "put_cluster_capacity_providers",
            Cluster=cluster,
            CapacityProviders=[],
            DefaultCapacityProviderStrategy=[],
        )
