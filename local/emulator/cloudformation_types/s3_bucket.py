"""AWS::S3 types: the bucket with all that the kit declares on it."""

import json
from typing import Any

from cloudformation_types.api_resource import ApiResource
from cloudformation_types.s3_lifecycle import lifecycle_rules

SERVICE = "s3"
# Property of the template: operation of the API, its parameter.
CONFIGURATIONS = {
    "VersioningConfiguration": ("put_bucket_versioning", "VersioningConfiguration"),
    "PublicAccessBlockConfiguration": ("put_public_access_block", "PublicAccessBlockConfiguration"),
    "OwnershipControls": ("put_bucket_ownership_controls", "OwnershipControls"),
}


class Bucket(ApiResource):
    TYPE = "AWS::S3::Bucket"
    NAME_PROPERTY = "BucketName"
    ATTRIBUTES = ("Arn", "DomainName", "RegionalDomainName", "DualStackDomainName", "WebsiteURL")
    REPLACED_BY = ("BucketName",)

    def create(self) -> None:
        self.call(SERVICE, "create_bucket", Bucket=self.name)
        self.attributes = {
            "Arn": f"arn:aws:s3:::{self.name}",
            "DomainName": f"{self.name}.s3.amazonaws.com",
            "RegionalDomainName": f"{self.name}.s3.{self.region}.amazonaws.com",
            "DualStackDomainName": f"{self.name}.s3.dualstack.{self.region}.amazonaws.com",
            "WebsiteURL": f"http://{self.name}.s3-website-{self.region}.amazonaws.com",
        }
        self._configure({})

    def update(self, previous: dict[str, Any]) -> None:
        self._configure(previous)

    def remove(self) -> None:
        self.call(SERVICE, "delete_bucket", Bucket=self.name)

    def _configure(self, previous: dict[str, Any]) -> None:
        for name, (operation, parameter) in CONFIGURATIONS.items():
            if self.properties.get(name) and self.properties[name] != previous.get(name):
                self.call(SERVICE, operation, Bucket=self.name, **{parameter: self.properties[name]})
        self._encrypt()
        self._set_lifecycle(previous)
        self._notify()
        tags = self.properties.get("Tags", [])
        if tags:
            self.call(SERVICE, "put_bucket_tagging", Bucket=self.name, Tagging={"TagSet": tags})

    def _encrypt(self) -> None:
        wanted = self.properties.get("BucketEncryption", {}).get("ServerSideEncryptionConfiguration")
        if not wanted:
            return
        rules = [
            {**rule, "ApplyServerSideEncryptionByDefault": rule["ServerSideEncryptionByDefault"]}
            for rule in wanted
            if "ServerSideEncryptionByDefault" in rule
        ]
        configuration = {"Rules": rules}
        self.call(SERVICE, "put_bucket_encryption", Bucket=self.name, ServerSideEncryptionConfiguration=configuration)

    def _set_lifecycle(self, previous: dict[str, Any]) -> None:
        wanted = self.properties.get("LifecycleConfiguration")
        if wanted:
            rules = {"Rules": lifecycle_rules(wanted["Rules"])}
            self.call(SERVICE, "put_bucket_lifecycle_configuration", Bucket=self.name, LifecycleConfiguration=rules)
        elif previous.get("LifecycleConfiguration"):
            self.call(SERVICE, "delete_bucket_lifecycle", Bucket=self.name)

    def _notify(self) -> None:
        wanted = self.properties.get("NotificationConfiguration", {}).get("EventBridgeConfiguration")
        if wanted is not None:
            configuration = {"EventBridgeConfiguration": {}}
            self.call(
                SERVICE,
                "put_bucket_notification_configuration",
                Bucket=self.name,
                NotificationConfiguration=configuration,
            )


class BucketPolicy(ApiResource):
    TYPE = "AWS::S3::BucketPolicy"
    REPLACED_BY = ("Bucket",)

    def create(self) -> None:
        self.id = self.properties["Bucket"]
        self.call(SERVICE, "put_bucket_policy", Bucket=self.id, Policy=json.dumps(self.properties["PolicyDocument"]))

    def remove(self) -> None:
        self.call(SERVICE, "delete_bucket_policy", Bucket=self.id)
