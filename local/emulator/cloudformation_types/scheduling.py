"""AWS::Scheduler types."""

from typing import Any

from cloudformation_types.api_resource import ApiResource

LONGEST_NAME = 64


class ScheduleGroup(ApiResource):
    TYPE = "AWS::Scheduler::ScheduleGroup"
    NAME_PROPERTY = "Name"
    ATTRIBUTES = ("Arn",)

    def create(self) -> None:
        answer = self.call("scheduler", "create_schedule_group", **{**self.properties, "Name": self.name})
        self.attributes["Arn"] = answer["ScheduleGroupArn"]

    def update(self, _previous: dict[str, Any]) -> None:
        """Only its tags could change."""

    def remove(self) -> None:
        self.call("scheduler", "delete_schedule_group", Name=self.id)


class Schedule(ApiResource):
    TYPE = "AWS::Scheduler::Schedule"
    NAME_PROPERTY = "Name"
    ATTRIBUTES = ("Arn",)
    REPLACED_BY = ("Name", "GroupName")

    def create(self) -> None:
        self.id = self.name[:LONGEST_NAME]
        answer = self.call("scheduler", "create_schedule", **{**self.properties, "Name": self.id})
        self.attributes["Arn"] = answer["ScheduleArn"]

    def update(self, _previous: dict[str, Any]) -> None:
        self.call("scheduler", "update_schedule", **{**self.properties, "Name": self.id})

    def remove(self) -> None:
        group = self.properties.get("GroupName", "default")
        self.call("scheduler", "delete_schedule", Name=self.id, GroupName=group)
