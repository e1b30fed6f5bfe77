"""EC2 resources that moto would leave behind."""

from typing import Any

from moto.ec2.models import ec2_backends
from moto.ec2.models.instances import Instance
from moto.ec2.models.route_tables import RouteTable
from moto.ec2.models.vpcs import VPCEndPoint

_stock_prepare_interfaces = Instance.prep_nics


def install() -> None:
    """Let them end with what they belong to; a VPC could not be deleted otherwise."""
    RouteTable.delete = _delete_route_table
    VPCEndPoint.delete = _delete_endpoint
    Instance.prep_nics = _prepare_interfaces


def _delete_route_table(table: RouteTable, account_id: str, region_name: str) -> None:
    table._associations.clear()
    ec2_backends[account_id][region_name].route_tables.pop(table.id, None)


def _delete_endpoint(endpoint: VPCEndPoint, account_id: str, region_name: str) -> None:
    backend = ec2_backends[account_id][region_name]
    backend.delete_vpc_endpoints([endpoint.id])
    backend.vpc_end_points.pop(endpoint.id, None)


def _prepare_interfaces(instance: Instance, *given: Any, **named: Any) -> None:
    """An instance's first network interface ends with the instance."""
    _stock_prepare_interfaces(instance, *given, **named)
    for interface in instance.nics.values():
        interface.delete_on_termination = True
