"""AWS::ServiceDiscovery types."""

from typing import Any

from cloudformation_types.api_resource import ApiResource

SERVICE = "servicediscovery"


class PrivateDnsNamespace(ApiResource):
    TYPE = "AWS::ServiceDiscovery::PrivateDnsNamespace"
    ATTRIBUTES = ("Arn", "Id", "HostedZoneId")
    REPLACED_BY = ("Name", "Vpc")

    def create(self) -> None:
        operation = self.call(SERVICE, "create_private_dns_namespace", **self.properties)["OperationId"]
        self.id = self.call(SERVICE, "get_operation", OperationId=operation)["Operation"]["Targets"]["NAMESPACE"]
        arn = self.call(SERVICE, "get_namespace", Id=self.id)["Namespace"]["Arn"]
        self.attributes = {"Id": self.id, "Arn": arn, "HostedZoneId": "ZLOCAL"}

    def update(self, _previous: dict[str, Any]) -> None:
        """Only its description and tags could change."""

    def remove(self) -> None:
        self.call(SERVICE, "delete_namespace", Id=self.id)


class DiscoveryService(ApiResource):
    TYPE = "AWS::ServiceDiscovery::Service"
    ATTRIBUTES = ("Arn", "Id", "Name")
    REPLACED_BY = ("Name", "NamespaceId", "DnsConfig")

    def create(self) -> None:
        service = self.call(SERVICE, "create_service", **self.properties)["Service"]
        self.id = service["Id"]
        self.attributes = {"Id": self.id, "Arn": service["Arn"], "Name": service.get("Name", "")}

    def update(self, _previous: dict[str, Any]) -> None:
        """Only its description and health check could change."""

    def remove(self) -> None:
        self.call(SERVICE, "delete_service", Id=self.id)
