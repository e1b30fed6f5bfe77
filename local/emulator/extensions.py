"""Everything that the emulator changes in moto, in one list."""

import speed.model_files  # noqa: F401  (before moto reads any of them)

import cloudformation_types  # noqa: F401  (registers the types)
import ec2_fixes
import event_bridge
import moto_fixes
import s3_fixes
import service_scaling_fixes
import table_streams
from auto_scaling import group_api, group_behaviour, time_passing
from lambda_runner import invocations
from speed import (
    attribute_values,
    dispatch,
    dynamodb_expressions,
    dynamodb_queries,
    dynamodb_transactions,
    dynamodb_values,
    look_ups,
)
from stacks import resource_types, stack_operations, stack_resources, template_source


def install() -> None:
    """Install every extension; once, before the first request."""
    for extension in (
        moto_fixes,
        ec2_fixes,
        s3_fixes,
        service_scaling_fixes,
        event_bridge,
        group_behaviour,
        group_api,
        time_passing,
        invocations,
        table_streams,
        resource_types,
        stack_resources,
        stack_operations,
        template_source,
        attribute_values,
        dispatch,
        dynamodb_expressions,
        dynamodb_queries,
        dynamodb_transactions,
        dynamodb_values,
        look_ups,
    ):
        extension.install()
