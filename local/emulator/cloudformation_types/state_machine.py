"""AWS::StepFunctions::StateMachine, in the backend that executes."""

import json
from typing import Any

from cloudformation_types.api_resource import ApiResource

LONGEST_NAME = 80


class StateMachine(ApiResource):
    TYPE = "AWS::StepFunctions::StateMachine"
    NAME_PROPERTY = "StateMachineName"
    ATTRIBUTES = ("Arn", "Name", "StateMachineRevisionId")
    REPLACED_BY = ("StateMachineName", "StateMachineType")

    def create(self) -> None:
        name = self.name[:LONGEST_NAME]
        parameters = {**self.properties, "name": name, "definition": self._definition()}
        parameters["type"] = self.properties.get("StateMachineType", "STANDARD")
        self.id = self.call("stepfunctions", "create_state_machine", **parameters)["stateMachineArn"]
        self.attributes = {"Arn": self.id, "Name": name, "StateMachineRevisionId": "INITIAL"}

    def update(self, _previous: dict[str, Any]) -> None:
        role = self.properties["RoleArn"]
        self.call(
            "stepfunctions",
            "update_state_machine",
            stateMachineArn=self.id,
            definition=self._definition(),
            roleArn=role,
        )

    def remove(self) -> None:
        self.call("stepfunctions", "delete_state_machine", stateMachineArn=self.id)

    def _definition(self) -> str:
        if "DefinitionString" in self.properties:
            return self.properties["DefinitionString"]
        return json.dumps(self.properties["Definition"])
