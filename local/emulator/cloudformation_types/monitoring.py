"""AWS::CloudWatch types."""

from typing import Any, ClassVar

from cloudformation_types.api_resource import ApiResource
from settings import ACCOUNT_ID


class Alarm(ApiResource):
    TYPE = "AWS::CloudWatch::Alarm"
    NAME_PROPERTY = "AlarmName"
    ATTRIBUTES = ("Arn",)
    REPLACED_BY = ("AlarmName",)

    def create(self) -> None:
        self.call("cloudwatch", "put_metric_alarm", **{**self.properties, "AlarmName": self.name})
        self.attributes["Arn"] = f"arn:aws:cloudwatch:{self.region}:{ACCOUNT_ID}:alarm:{self.name}"

    def remove(self) -> None:
        self.call("cloudwatch", "delete_alarms", AlarmNames=[self.name])


class CompositeAlarm(ApiResource):
    """Recorded only: moto has no composite alarms."""

    TYPE = "AWS::CloudWatch::CompositeAlarm"
    NAME_PROPERTY = "AlarmName"
    ATTRIBUTES = ("Arn",)
    RECORDED: ClassVar[dict[str, dict[str, Any]]] = {}

    def create(self) -> None:
        self.RECORDED[self.name] = self.properties
        self.attributes["Arn"] = f"arn:aws:cloudwatch:{self.region}:{ACCOUNT_ID}:alarm:{self.name}"

    def remove(self) -> None:
        self.RECORDED.pop(self.name, None)
