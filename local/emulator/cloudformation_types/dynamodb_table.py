"""AWS::DynamoDB::Table with its time to live, point-in-time recovery and indexes."""

from typing import Any

from cloudformation_types.api_resource import ApiResource

SERVICE = "dynamodb"


class Table(ApiResource):
    TYPE = "AWS::DynamoDB::Table"
    NAME_PROPERTY = "TableName"
    ATTRIBUTES = ("Arn", "StreamArn")
    REPLACED_BY = ("TableName", "KeySchema", "LocalSecondaryIndexes")

    def create(self) -> None:
        description = self.call(SERVICE, "create_table", **self._parameters())["TableDescription"]
        self._note(description)
        self._set_time_to_live({})
        self._set_recovery({})

    def update(self, previous: dict[str, Any]) -> None:
        self._update_indexes(previous)
        changes = {
            name: value
            for name, value in self._parameters().items()
            if name
            in (
                "BillingMode",
                "ProvisionedThroughput",
                "StreamSpecification",
                "SSESpecification",
                "DeletionProtectionEnabled",
            )
            and self.properties.get(name) != previous.get(name)
        }
        if changes:
            self.call(SERVICE, "update_table", TableName=self.name, **changes)
        self._set_time_to_live(previous)
        self._set_recovery(previous)
        self._note(self.call(SERVICE, "describe_table", TableName=self.name)["Table"])

    def remove(self) -> None:
        self.call(SERVICE, "delete_table", TableName=self.name)

    def _parameters(self) -> dict[str, Any]:
        parameters = {"BillingMode": "PROVISIONED", **self.properties, "TableName": self.name}
        if "StreamSpecification" in parameters:
            parameters["StreamSpecification"] = {**parameters["StreamSpecification"], "StreamEnabled": True}
        if "SSESpecification" in parameters:
            encryption = parameters["SSESpecification"]
            parameters["SSESpecification"] = {**encryption, "Enabled": encryption.get("SSEEnabled")}
        return parameters

    def _note(self, description: dict[str, Any]) -> None:
        self.attributes["Arn"] = description["TableArn"]
        self.attributes["StreamArn"] = description.get("LatestStreamArn", "")

    def _set_time_to_live(self, previous: dict[str, Any]) -> None:
        wanted = self.properties.get("TimeToLiveSpecification")
        if wanted and wanted != previous.get("TimeToLiveSpecification"):
            self.call(SERVICE, "update_time_to_live", TableName=self.name, TimeToLiveSpecification=wanted)

    def _set_recovery(self, previous: dict[str, Any]) -> None:
        wanted = self.properties.get("PointInTimeRecoverySpecification")
        if wanted and wanted != previous.get("PointInTimeRecoverySpecification"):
            self.call(
                SERVICE, "update_continuous_backups", TableName=self.name, PointInTimeRecoverySpecification=wanted
            )

    def _update_indexes(self, previous: dict[str, Any]) -> None:
        old = {index["IndexName"]: index for index in previous.get("GlobalSecondaryIndexes", [])}
        new = {index["IndexName"]: index for index in self.properties.get("GlobalSecondaryIndexes", [])}
        gone = [{"Delete": {"IndexName": name}} for name in old if name not in new or new[name] != old[name]]
        added = [{"Create": index} for name, index in new.items() if old.get(name) != index]
        for change in gone + added:
            self.call(
                SERVICE,
                "update_table",
                TableName=self.name,
                AttributeDefinitions=self.properties["AttributeDefinitions"],
                GlobalSecondaryIndexUpdates=[change],
            )
