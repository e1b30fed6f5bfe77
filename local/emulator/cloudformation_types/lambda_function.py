"""AWS::Lambda types."""

import io
import json
import zipfile
from typing import Any

from moto.awslambda.models import lambda_backends

from cloudformation_types.api_resource import ApiResource
from settings import ACCOUNT_ID

SERVICE = "lambda"
CODE_PROPERTIES = ("ZipFile", "S3Bucket", "S3Key", "S3ObjectVersion", "ImageUri")


class Function(ApiResource):
    TYPE = "AWS::Lambda::Function"
    NAME_PROPERTY = "FunctionName"
    ATTRIBUTES = ("Arn",)
    REPLACED_BY = ("FunctionName", "PackageType")

    def create(self) -> None:
        parameters = {**self.properties, "FunctionName": self.name, "Code": self._code(), "Tags": self._tags()}
        self.attributes["Arn"] = self.call(SERVICE, "create_function", **parameters)["FunctionArn"]
        self._keep_the_rest()

    def update(self, _previous: dict[str, Any]) -> None:
        # What is no longer named goes back to its default.
        configuration = {"Environment": {"Variables": {}}, "Timeout": 3, "MemorySize": 128, **self.properties}
        self.call(SERVICE, "update_function_configuration", **{**configuration, "FunctionName": self.name})
        self.call(SERVICE, "update_function_code", FunctionName=self.name, **self._code())
        self._keep_the_rest()

    def remove(self) -> None:
        self.call(SERVICE, "delete_function", FunctionName=self.name)

    def _keep_the_rest(self) -> None:
        """What moto's function does not hold, and ours does."""
        function = lambda_backends[ACCOUNT_ID][self.region].get_function(self.name)
        function.logging_config = self.properties.get("LoggingConfig")
        function.dead_letter_config = self.properties.get("DeadLetterConfig")
        reserved = self.properties.get("ReservedConcurrentExecutions")
        function.reserved_concurrency = None if reserved is None else int(reserved)

    def _code(self) -> dict[str, Any]:
        code = {name: value for name, value in self.properties["Code"].items() if name in CODE_PROPERTIES}
        if "ZipFile" in code:
            code["ZipFile"] = _zip_inline(code["ZipFile"], self.properties["Runtime"])
        return code

    def _tags(self) -> dict[str, str]:
        return {tag["Key"]: tag["Value"] for tag in self.properties.get("Tags", [])}


class Version(ApiResource):
    TYPE = "AWS::Lambda::Version"
    ATTRIBUTES = ("Version", "FunctionArn")
    REPLACED_BY = ("FunctionName",)

    def create(self) -> None:
        published = self.call(SERVICE, "publish_version", **self.properties)
        self.id = published["FunctionArn"]
        self.attributes = {"Version": str(published["Version"]), "FunctionArn": self.id}

    def update(self, _previous: dict[str, Any]) -> None:
        """A version never changes."""

    def remove(self) -> None:
        function = self.properties["FunctionName"]
        self.call(SERVICE, "delete_function", FunctionName=function, Qualifier=self.attributes["Version"])


class Alias(ApiResource):
    TYPE = "AWS::Lambda::Alias"
    NAME_PROPERTY = "Name"
    ATTRIBUTES = ("AliasArn",)
    REPLACED_BY = ("Name", "FunctionName")

    def create(self) -> None:
        self.id = self.call(SERVICE, "create_alias", **self.properties)["AliasArn"]
        self.attributes["AliasArn"] = self.id

    def update(self, _previous: dict[str, Any]) -> None:
        self.call(SERVICE, "update_alias", **self.properties)

    def remove(self) -> None:
        self.call(SERVICE, "delete_alias", FunctionName=self.properties["FunctionName"], Name=self.properties["Name"])


class EventInvokeConfig(ApiResource):
    TYPE = "AWS::Lambda::EventInvokeConfig"
    REPLACED_BY = ("FunctionName", "Qualifier")

    def create(self) -> None:
        given = {name: value for name, value in self.properties.items() if name != "Qualifier"}
        self.call(SERVICE, "put_function_event_invoke_config", **given)

    def update(self, _previous: dict[str, Any]) -> None:
        self.remove()
        self.create()

    def remove(self) -> None:
        self.call(SERVICE, "delete_function_event_invoke_config", FunctionName=self.properties["FunctionName"])


class Permission(ApiResource):
    TYPE = "AWS::Lambda::Permission"

    def create(self) -> None:
        self.id = self.name[-100:]
        self.call(SERVICE, "add_permission", **self.properties, StatementId=self.id)

    def update(self, _previous: dict[str, Any]) -> None:
        self.remove()
        self.create()

    def remove(self) -> None:
        self.call(SERVICE, "remove_permission", FunctionName=self.properties["FunctionName"], StatementId=self.id)


def _zip_inline(text: str, runtime: str) -> bytes:
    """Inline code, under the file name that CloudFormation gives it."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("index.py" if runtime.startswith("python") else "index.js", text)
        if runtime.startswith("nodejs"):
            # Other folders' package.json must not turn it into a module.
            archive.writestr("package.json", json.dumps({"type": "commonjs"}))
    return packed.getvalue()
