"""Change sets and whole stacks: what the CDK command line does, with failures that it can show."""

from typing import Any

from moto.cloudformation.models import ChangeSet, CloudFormationBackend, Stack, cloudformation_backends
from moto.cloudformation.parsing import OutputMap
from moto.cloudformation.responses import CloudFormationResponse
from moto.core.exceptions import ServiceException
from moto.core.responses import ActionResult, EmptyResult

from event_bridge import holding_events
from stacks.stack_resources import delete_all


class ChangeSetNotFound(ServiceException):
    """No change set of that name for that stack."""

    code = "ChangeSetNotFound"


def install() -> None:
    """Take over the operations on change sets and stacks."""
    CloudFormationBackend.execute_change_set = _execute_change_set
    CloudFormationBackend.delete_stack = _delete_stack
    Stack.create_resources = _create_resources
    Stack.stack_resources = property(_existing_resources)
    for name in ("delete_change_set", "describe_change_set", "execute_change_set"):
        _find_by_stack(name)


def _find_by_stack(operation: str) -> None:
    """The CDK uses one change-set name for every stack: look it up by its stack too."""
    stock = getattr(CloudFormationResponse, operation)

    def find_first(self: CloudFormationResponse) -> ActionResult:
        name, stack = self._get_param("ChangeSetName"), self._get_param("StackName")
        change_set_id = _change_set_id(self.cloudformation_backend, name, stack)
        if change_set_id is None and operation == "delete_change_set":
            return EmptyResult()
        if change_set_id is None:
            raise ChangeSetNotFound(f"ChangeSet [{name}] does not exist")
        self.params["ChangeSetName"] = change_set_id
        return stock(self)

    setattr(CloudFormationResponse, operation, find_first)


def _change_set_id(backend: CloudFormationBackend, name: str, stack: str | None) -> str | None:
    if name in backend.change_sets:
        return name
    # Names are used again: the newest is meant.
    for change_set_id, change_set in reversed(backend.change_sets.items()):
        if change_set.change_set_name == name and stack in (None, change_set.stack_name, change_set.stack_id):
            return change_set_id
    return None


def _execute_change_set(self: CloudFormationBackend, change_set_name: str, stack_name: str | None = None) -> None:
    change_set = self.change_sets[change_set_name]
    stack = self.stacks[change_set.stack_id]
    kind = change_set.change_set_type
    before = _snapshot(stack)
    stack._add_stack_event(f"{kind}_IN_PROGRESS", resource_status_reason="User Initiated")
    stack.status = f"{kind}_IN_PROGRESS"
    try:
        with holding_events():
            _apply(self, stack, change_set)
    except Exception as error:
        _fail(self, stack, kind, before, str(error))
        change_set.execution_status = "EXECUTE_FAILED"
        return
    change_set.execution_status = "EXECUTE_COMPLETE"
    stack.status = f"{kind}_COMPLETE"
    stack._add_stack_event(f"{kind}_COMPLETE")


def _create_resources(stack: Stack) -> None:
    """What CreateStack does, apart from change sets."""
    backend = cloudformation_backends[stack.account_id][stack.region_name]
    stack.status = "CREATE_IN_PROGRESS"
    try:
        with holding_events():
            stack.resource_map.create(stack.template_dict)
    except Exception as error:
        _fail(backend, stack, "CREATE", _snapshot(stack), str(error))
        return
    stack.mark_creation_complete()


def _snapshot(stack: Stack) -> tuple[Any, dict[str, Any], dict[str, Any]]:
    return stack.template, stack.template_dict, dict(stack.resource_map.input_parameters)


def _apply(backend: CloudFormationBackend, stack: Stack, change_set: ChangeSet) -> None:
    stack.resource_map.cross_stack_resources = backend.exports
    stack.resource_map.update(change_set.template_dict, change_set.parameters)
    stack.template = change_set.template
    stack.template_dict = change_set.template_dict
    stack.parameters = change_set.parameters
    if change_set.tags is not None:
        stack.tags = change_set.tags
    stack.description = change_set.template_dict.get("Description")
    stack.output_map = stack._create_output_map()
    for export in stack.exports:
        backend.exports[export.name] = export
    if stack.outputs:  # follows every reference now, so that a wrong one fails here and not when someone asks
        stack.output_map.values()


def _fail(backend: CloudFormationBackend, stack: Stack, kind: str, before: tuple[Any, dict, dict], reason: str) -> None:
    prefix = "ROLLBACK" if kind == "CREATE" else "UPDATE_ROLLBACK"
    if kind == "CREATE":
        stack.output_map = OutputMap(stack.resource_map, {}, stack.stack_id)
    stack._add_stack_event(f"{prefix}_IN_PROGRESS", resource_status_reason=reason)
    try:
        if kind == "CREATE":
            delete_all(stack.resource_map)
        else:
            stack.template, stack.template_dict, parameters = before
            stack.resource_map.update(stack.template_dict, parameters)
    except Exception as error:
        stack.status = f"{prefix}_FAILED"
        stack._add_stack_event(stack.status, resource_status_reason=str(error))
        return
    stack.status = f"{prefix}_COMPLETE"
    stack._add_stack_event(stack.status, resource_status_reason=reason)


def _delete_stack(self: CloudFormationBackend, name_or_stack_id: str) -> None:
    for stack in list(self.stacks.values()):
        if name_or_stack_id in (stack.stack_id, stack.name):
            _delete_one_stack(self, stack)


def _delete_one_stack(backend: CloudFormationBackend, stack: Stack) -> None:
    exports = [export.name for export in stack.exports] if stack.status != "REVIEW_IN_PROGRESS" else []
    # Outputs follow references to what is about to end.
    stack.output_map = OutputMap(stack.resource_map, {}, stack.stack_id)
    stack._add_stack_event("DELETE_IN_PROGRESS", resource_status_reason="User Initiated")
    try:
        stack.resource_map.delete()
    except Exception as error:
        stack.status = "DELETE_FAILED"
        stack._add_stack_event("DELETE_FAILED", resource_status_reason=str(error))
        return
    stack._add_stack_event("DELETE_COMPLETE")
    stack.status = "DELETE_COMPLETE"
    backend.deleted_stacks[stack.stack_id] = backend.stacks.pop(stack.stack_id)
    for name in exports:
        backend.exports.pop(name, None)


def _existing_resources(stack: Stack) -> list[Any]:
    """Only what exists. Asking moto's own map for a resource would make it."""
    made = stack.resource_map._parsed_resources
    return [made[name] for name in stack.resource_map.resources if made.get(name) is not None]
