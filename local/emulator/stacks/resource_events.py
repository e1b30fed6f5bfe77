"""Events of single resources, which the CDK command line shows as progress and as the reason of a failure."""

from typing import Any

from moto.cloudformation.models import Event, Stack, cloudformation_backends

from settings import ACCOUNT_ID


class ResourceFailed(Exception):
    """One resource could not be made, changed or ended."""

    def __init__(self, logical_id: str, resource_type: str, error: Exception) -> None:
        reason = str(error) or type(error).__name__
        super().__init__(f"{logical_id} ({resource_type}): {reason}")


def note_resource(
    resource_map: Any,
    logical_id: str,
    resource_type: str,
    status: str,
    physical_id: str = "",
    reason: str | None = None,
) -> None:
    """Add an event of a resource to its stack."""
    stack = _stack_of(resource_map)
    if stack is None:
        return
    stack.events.append(
        Event(
            stack_id=stack.stack_id,
            stack_name=stack.name,
            logical_resource_id=logical_id,
            physical_resource_id=physical_id,
            resource_type=resource_type,
            resource_status=status,
            resource_status_reason=reason,
            resource_properties=None,
        )
    )


def _stack_of(resource_map: Any) -> Stack | None:
    backend = cloudformation_backends[ACCOUNT_ID][resource_map._region_name]
    return backend.stacks.get(resource_map.stack_id) or backend.deleted_stacks.get(resource_map.stack_id)
