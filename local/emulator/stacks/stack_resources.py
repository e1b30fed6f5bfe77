"""Creates, changes and ends the resources of a stack, in the order of their dependencies."""

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import moto.cloudformation.parsing as parsing
from moto.cloudformation.parsing import ResourceMap

from stacks.missing_ends import end_of
from stacks.resource_events import ResourceFailed, note_resource
from stacks.template_order import dependencies, dependency_order

RETAINING = ("Retain", "RetainExceptOnCreate")
# Some ends must wait for others in ways that templates do not tell, such as a network interface for its subnet.
DELETE_PASSES = 3


def install() -> None:
    """Take over from moto's resource map."""
    parsing.parse_and_create_resource = _create_resource
    ResourceMap.create = _create_all
    ResourceMap.update = _update_all
    ResourceMap.delete = delete_all


def _create_resource(
    logical_id: str, resource_json: dict, resource_map: ResourceMap, account_id: str, region_name: str
) -> Any:
    """Called by moto when a resource is first mentioned; outputs of a deleted stack must not bring it back."""
    if not getattr(resource_map, "fleet_builds", False):
        return None
    if not _is_wanted(resource_json, resource_map):
        return None
    kind = resource_json["Type"]
    parsed = parsing.parse_resource_and_generate_name(logical_id, resource_json, resource_map)
    if not parsed:
        return None
    resource_class, resolved, name = parsed
    properties = copy.deepcopy(resolved.get("Properties"))
    note_resource(resource_map, logical_id, kind, "CREATE_IN_PROGRESS")
    named = {"LogicalId": logical_id, "StackId": resource_map.stack_id, "ResourceType": kind}
    try:
        resource = resource_class.create_from_cloudformation_json(name, resolved, account_id, region_name, **named)
    except Exception as error:
        note_resource(resource_map, logical_id, kind, "CREATE_FAILED", reason=str(error))
        raise ResourceFailed(logical_id, kind, error) from error
    _label(resource, logical_id, kind, properties)
    note_resource(resource_map, logical_id, kind, "CREATE_COMPLETE", resource.physical_resource_id)
    return resource


def _label(resource: Any, logical_id: str, kind: str, properties: Any) -> None:
    resource.cf_resource_type = kind
    resource.logical_resource_id = logical_id
    if not hasattr(resource, "physical_resource_id"):
        resource.physical_resource_id = logical_id  # some of moto's types have none
    # What the template came to: an update compares with it.
    resource.fleet_properties = properties


def _create_all(self: ResourceMap, template: dict[str, Any]) -> bool:
    self._template = template
    self._resource_json_map = template["Resources"]
    with _building(self):
        for name in dependency_order(self._resource_json_map):
            _make(self, name)
    return True


@contextmanager
def _building(resource_map: ResourceMap) -> Iterator[None]:
    resource_map.fleet_builds = True
    try:
        yield
    finally:
        resource_map.fleet_builds = False


def _make(resource_map: ResourceMap, name: str) -> None:
    """Mentioning a resource makes it; EC2 resources get the stack's tags."""
    instance = resource_map[name]
    if isinstance(instance, parsing.TaggedEC2Resource):
        stack_tags = {
            **resource_map.tags,
            "aws:cloudformation:stack-name": resource_map["AWS::StackName"],
            "aws:cloudformation:stack-id": resource_map["AWS::StackId"],
            "aws:cloudformation:logical-id": name,
        }
        backend = parsing.ec2_models.ec2_backends[resource_map._account_id][resource_map._region_name]
        backend.create_tags([instance.physical_resource_id], stack_tags)


def _update_all(self: ResourceMap, template: dict[str, Any], parameters: dict[str, Any] | None = None) -> None:
    old_resources = self._resource_json_map
    self._template = template
    self._resource_json_map = template["Resources"]
    if parameters:
        self.input_parameters = parameters
    self.load_mapping()
    self.load_parameters()
    self.load_conditions()
    with _building(self):
        for name in dependency_order(self._resource_json_map):
            _make_or_change(self, name, old_resources.get(name))
    gone = {name: json for name, json in old_resources.items() if not _stays(self, name)}
    _delete_some(self, gone)


def _stays(resource_map: ResourceMap, name: str) -> bool:
    resource_json = resource_map._resource_json_map.get(name)
    return resource_json is not None and _is_wanted(resource_json, resource_map)


def _is_wanted(resource_json: dict[str, Any], resource_map: ResourceMap) -> bool:
    condition = resource_json.get("Condition")
    return not condition or bool(resource_map.lazy_condition_map[condition])


def _make_or_change(resource_map: ResourceMap, name: str, old_json: dict[str, Any] | None) -> None:
    resource_json = resource_map._resource_json_map[name]
    existing = resource_map._parsed_resources.get(name)
    if existing is not None and old_json and old_json["Type"] != resource_json["Type"]:
        _delete_some(resource_map, {name: old_json})
        existing = None
    if existing is None:
        _make(resource_map, name)
    elif _is_wanted(resource_json, resource_map):
        _change(resource_map, name, resource_json, existing)


def _change(resource_map: ResourceMap, name: str, resource_json: dict[str, Any], existing: Any) -> None:
    """Update a resource whose properties, with all references followed, are no longer the same."""
    kind = resource_json["Type"]
    parsed = parsing.parse_resource_and_generate_name(name, resource_json, resource_map)
    if not parsed:
        return
    properties = copy.deepcopy(parsed[1].get("Properties"))
    if properties == existing.fleet_properties:
        return
    note_resource(resource_map, name, kind, "UPDATE_IN_PROGRESS", existing.physical_resource_id)
    try:
        changed = parsing.parse_and_update_resource(
            name, resource_json, resource_map, resource_map._account_id, resource_map._region_name
        )
    except Exception as error:
        note_resource(resource_map, name, kind, "UPDATE_FAILED", existing.physical_resource_id, str(error))
        raise ResourceFailed(name, kind, error) from error
    # moto has types without updates: they stay as deployed.
    resource = existing if changed is None else changed
    _label(resource, name, kind, properties)
    resource_map._parsed_resources[name] = resource
    note_resource(resource_map, name, kind, "UPDATE_COMPLETE", resource.physical_resource_id)


def delete_all(self: ResourceMap) -> None:
    """End everything that the stack does not retain."""
    _delete_some(self, self._resource_json_map)


def _delete_some(resource_map: ResourceMap, resources: dict[str, Any]) -> None:
    """End resources, dependents first; what a resource depends on that would not end stays with it, as in CloudFormation.

    @raises ResourceFailed: for the last one that would not end.
    """
    remaining = [
        name
        for name in reversed(dependency_order(resources))
        if resource_map._parsed_resources.get(name) is not None
        and resources[name].get("DeletionPolicy") not in RETAINING
    ]
    failure: ResourceFailed | None = None
    for _ in range(DELETE_PASSES):
        left = []
        needed: set[str] = set()
        for name in remaining:
            failed = None if name in needed else _delete_one(resource_map, name, resources[name])
            failure = failed or failure
            if failed or name in needed:
                left.append(name)
                needed |= dependencies(resources[name])
        remaining = left
        if not remaining:
            return
    if failure:
        raise failure


def _delete_one(resource_map: ResourceMap, name: str, resource_json: dict[str, Any]) -> ResourceFailed | None:
    resource = resource_map._parsed_resources[name]
    kind = resource_json["Type"]
    physical_id = resource.physical_resource_id
    try:
        _end(resource, resource_json, resource_map)
    except Exception as error:
        note_resource(resource_map, name, kind, "DELETE_FAILED", physical_id, str(error))
        return ResourceFailed(name, kind, error)
    del resource_map._parsed_resources[name]
    note_resource(resource_map, name, kind, "DELETE_COMPLETE", physical_id)
    return None


def _end(resource: Any, resource_json: dict[str, Any], resource_map: ResourceMap) -> None:
    account_id, region = resource_map._account_id, resource_map._region_name
    end = end_of(resource_json["Type"])
    if end:
        end(resource, region)
        return
    try:
        resource.delete(account_id, region)
    except (TypeError, AttributeError):
        # moto's types end themselves by one of two methods of many signatures; its own way of telling them apart.
        parsing.parse_and_delete_resource(resource.physical_resource_id, resource_json, account_id, region)
