"""AWS::ElastiCache types."""

from typing import Any, ClassVar

from moto.elasticache.models import elasticache_backends

from cloudformation_types.api_resource import ApiResource
from settings import ACCOUNT_ID

ENDPOINTS = ("ConfigurationEndPoint", "PrimaryEndPoint", "ReaderEndPoint")
LONGEST_GROUP_ID = 40


class SubnetGroup(ApiResource):
    TYPE = "AWS::ElastiCache::SubnetGroup"
    NAME_PROPERTY = "CacheSubnetGroupName"
    REPLACED_BY = ("CacheSubnetGroupName",)

    def create(self) -> None:
        self.id = self.name.lower()
        self.call(
            "elasticache",
            "create_cache_subnet_group",
            **{
                **self.properties,
                "CacheSubnetGroupName": self.id,
                "CacheSubnetGroupDescription": self.properties["Description"],
            },
        )

    def update(self, _previous: dict[str, Any]) -> None:
        self.remove()
        self.create()

    def remove(self) -> None:
        # moto has no operation for it.
        elasticache_backends[ACCOUNT_ID][self.region].cache_subnet_groups.pop(self.id, None)


class ParameterGroup(ApiResource):
    """Recorded only: moto has no parameter groups."""

    TYPE = "AWS::ElastiCache::ParameterGroup"
    NAME_PROPERTY = "CacheParameterGroupName"
    RECORDED: ClassVar[dict[str, dict[str, Any]]] = {}

    def create(self) -> None:
        self.id = self.name.lower()
        self.RECORDED[self.id] = self.properties

    def remove(self) -> None:
        self.RECORDED.pop(self.id, None)


class ReplicationGroup(ApiResource):
    TYPE = "AWS::ElastiCache::ReplicationGroup"
    NAME_PROPERTY = "ReplicationGroupId"
    ATTRIBUTES = (
        *(f"{endpoint}.{part}" for endpoint in ENDPOINTS for part in ("Address", "Port")),
        "ReadEndPoint.Addresses",
        "ReadEndPoint.Ports",
    )
    REPLACED_BY = (
        "ReplicationGroupId",
        "Engine",
        "TransitEncryptionEnabled",
        "AtRestEncryptionEnabled",
        "CacheSubnetGroupName",
    )

    def create(self) -> None:
        self.id = self.name.lower()[:LONGEST_GROUP_ID].rstrip("-")
        self.call("elasticache", "create_replication_group", **{**self.properties, "ReplicationGroupId": self.id})
        port = str(self.properties.get("Port", 6379))
        for attribute in self.ATTRIBUTES:
            self.attributes[attribute] = port if "Port" in attribute else f"{self.id}.cache.local"

    def update(self, _previous: dict[str, Any]) -> None:
        """moto cannot modify a group: it stays as deployed."""

    def remove(self) -> None:
        # moto's operation leaves the group at "deleting" for ever.
        elasticache_backends[ACCOUNT_ID][self.region].replication_groups.pop(self.id, None)
