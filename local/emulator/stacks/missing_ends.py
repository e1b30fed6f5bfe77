"""Ends resources whose moto types cannot be deleted by CloudFormation."""

from collections.abc import Callable
from typing import Any

from moto.ec2.models import ec2_backends
from moto.ecs.models import ecs_backends

from aws_client import AWS
from settings import ACCOUNT_ID

# Type: service, operation, and the parameter that takes the resource's physical id.
BY_PHYSICAL_ID = {
    "AWS::EC2::Volume": ("ec2", "delete_volume", "VolumeId"),
    "AWS::ElasticLoadBalancingV2::TargetGroup": ("elbv2", "delete_target_group", "TargetGroupArn"),
    "AWS::ElasticLoadBalancingV2::Listener": ("elbv2", "delete_listener", "ListenerArn"),
    "AWS::ElasticLoadBalancingV2::ListenerRule": ("elbv2", "delete_rule", "RuleArn"),
    "AWS::ECS::TaskDefinition": ("ecs", "deregister_task_definition", "taskDefinition"),
}


def end_of(resource_type: str) -> Callable[[Any, str], None] | None:
    """What ends a resource of this type in a region, or None where moto's own way does."""
    if resource_type in BY_PHYSICAL_ID:
        service, operation, parameter = BY_PHYSICAL_ID[resource_type]
        return lambda resource, region: AWS.call(
            service, operation, region, **{parameter: resource.physical_resource_id}
        )
    return _SPECIAL.get(resource_type)


def _end_cluster(cluster: Any, region: str) -> None:
    # The API only marks a cluster inactive; AWS removes it later.
    ecs_backends[ACCOUNT_ID][region].clusters.pop(cluster.name, None)


def _end_service(service: Any, region: str) -> None:
    AWS.call("ecs", "delete_service", region, cluster=service.cluster_name, service=service.name, force=True)


def _end_address(address: Any, region: str) -> None:
    if address.association_id:
        AWS.call("ec2", "disassociate_address", region, AssociationId=address.association_id)
    AWS.call("ec2", "release_address", region, AllocationId=address.allocation_id)


def _end_nat_gateway(gateway: Any, region: str) -> None:
    backend = ec2_backends[ACCOUNT_ID][region]
    backend.nat_gateways.pop(gateway.id, None)
    for address in gateway.address_set:
        backend.enis.pop(address.get("networkInterfaceId"), None)


def _end_internet_gateway(gateway: Any, region: str) -> None:
    ec2_backends[ACCOUNT_ID][region].internet_gateways.pop(gateway.id, None)


_SPECIAL = {
    "AWS::EC2::InternetGateway": _end_internet_gateway,
    "AWS::EC2::NatGateway": _end_nat_gateway,
    "AWS::ECS::Cluster": _end_cluster,
    "AWS::ECS::Service": _end_service,
    "AWS::EC2::EIP": _end_address,
}
