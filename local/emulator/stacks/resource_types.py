"""Which class makes a resource: the emulator's own type, else moto's."""

import sys
from typing import Any

import moto.cloudformation.parsing as parsing

from cloudformation_types.api_resource import TYPES
from cloudformation_types.custom_resource import CustomResource

_stock_class = parsing.resource_class_from_type
_stock_name_property = parsing.resource_name_property_from_type
_told: set[str] = set()


def install() -> None:
    """Look here first wherever moto looks for a type."""
    parsing.resource_class_from_type = resource_class
    parsing.resource_name_property_from_type = _name_property


def resource_class(resource_type: str) -> Any:
    """The class of a type, or None for one that is neither ours nor moto's."""
    if resource_type in TYPES:
        return TYPES[resource_type]
    if resource_type.startswith("Custom::"):
        return CustomResource
    found = _stock_class(resource_type)
    if found is None and resource_type not in _told and resource_type not in parsing.NULL_MODELS:
        _told.add(resource_type)
        print(f"emulator: {resource_type} cannot be held: resources of it are left out", file=sys.stderr)
    return found


def _name_property(resource_type: str) -> str | None:
    if resource_type in TYPES:
        return TYPES[resource_type].NAME_PROPERTY or None
    return None if resource_type.startswith("Custom::") else _stock_name_property(resource_type)
