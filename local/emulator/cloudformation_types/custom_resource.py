"""Custom resources: their functions really run, one request at a time."""

import json
import threading
import uuid
from typing import Any, ClassVar

from moto.awslambda.models import lambda_backends

from cloudformation_types.api_resource import ApiResource
from lambda_runner.run_function import run
from settings import ACCOUNT_ID, SETTINGS

# Answers come to this path of the control endpoints, as a custom resource's function puts them.
RESPONSE_PATH = "cfn-response/"
ANSWER_SECONDS = 60.0


class CustomResourceFailed(Exception):
    """The function refused, failed, or never answered."""


class CustomResource(ApiResource):
    """Stands for every `Custom::` type and for AWS::CloudFormation::CustomResource."""

    TYPE = "AWS::CloudFormation::CustomResource"
    _answers: ClassVar[dict[str, dict[str, Any]]] = {}
    _answered = threading.Condition()

    def create(self) -> None:
        self._apply(self._request("Create", {}))

    def update(self, previous: dict[str, Any]) -> None:
        self._apply(self._request("Update", {"OldResourceProperties": _as_text(previous)}))

    def remove(self) -> None:
        self._request("Delete", {})

    @classmethod
    def has_cfn_attr(cls, attr: str) -> bool:
        return True

    def get_cfn_attribute(self, attribute: str) -> Any:
        return self.attributes.get(attribute)

    @classmethod
    def receive(cls, request_id: str, answer: dict[str, Any]) -> None:
        """Take the answer that a function sent."""
        with cls._answered:
            cls._answers[request_id] = answer
            cls._answered.notify_all()

    def _apply(self, answer: dict[str, Any]) -> None:
        self.id = answer.get("PhysicalResourceId") or self.id
        self.attributes = answer.get("Data") or {}

    def _request(self, kind: str, more: dict[str, Any]) -> dict[str, Any]:
        token = self.properties["ServiceToken"]
        function = lambda_backends[ACCOUNT_ID][self.region].get_function(token)
        if not str(function.run_time).startswith("nodejs"):
            return {}  # the emulator runs no Python: such resources change nothing here
        request_id = str(uuid.uuid4())
        event = {
            "RequestType": kind,
            "ServiceToken": token,
            "ResponseURL": f"{SETTINGS.url}/_fleet/{RESPONSE_PATH}{request_id}",
            "StackId": f"arn:aws:cloudformation:{self.region}:{ACCOUNT_ID}:stack/local/{request_id}",
            "RequestId": request_id,
            "LogicalResourceId": self.logical_id,
            "ResourceType": self.cf_resource_type,
            "ResourceProperties": _as_text(self.properties),
            **more,
        }
        if kind != "Create":
            event["PhysicalResourceId"] = self.id
        result = run(function, event)
        if result.is_error:
            raise CustomResourceFailed(f"{result.payload.get('errorType')}: {result.payload.get('errorMessage')}")
        return self._await_answer(request_id)

    def _await_answer(self, request_id: str) -> dict[str, Any]:
        with self._answered:
            if not self._answered.wait_for(lambda: request_id in self._answers, ANSWER_SECONDS):
                raise CustomResourceFailed(f"{self.logical_id}: the function sent no answer within {ANSWER_SECONDS} s")
            answer = self._answers.pop(request_id)
        if answer.get("Status") != "SUCCESS":
            raise CustomResourceFailed(
                f"Received response status [FAILED] from custom resource: {answer.get('Reason')}"
            )
        return answer


class AutoDeleteObjects(ApiResource):
    """CDK's `autoDeleteObjects`, done here: the bucket is emptied when the resource ends."""

    TYPE = "Custom::S3AutoDeleteObjects"

    def create(self) -> None:
        self.id = self.properties["BucketName"]

    def remove(self) -> None:
        versions = self.call("s3", "list_object_versions", Bucket=self.id)
        while True:
            found = versions.get("Versions", []) + versions.get("DeleteMarkers", [])
            if not found:
                return
            keys = [{"Key": entry["Key"], "VersionId": entry["VersionId"]} for entry in found]
            self.call("s3", "delete_objects", Bucket=self.id, Delete={"Objects": keys, "Quiet": True})
            versions = self.call("s3", "list_object_versions", Bucket=self.id)


def _as_text(value: Any) -> Any:
    """CloudFormation hands scalars to custom resources as strings."""
    if isinstance(value, dict):
        return {key: _as_text(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_as_text(item) for item in value]
    if isinstance(value, bool):
        return json.dumps(value)
    return value if isinstance(value, str) or value is None else str(value)
