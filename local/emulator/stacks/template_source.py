"""Where templates and parameters come from."""

from typing import Any

import moto.cloudformation.models as models
import moto.cloudformation.responses as responses
import moto.cloudformation.utils as utils
from moto.cloudformation.models import CloudFormationBackend
from moto.cloudformation.parsing import ResourceMap

_stock_from_url = utils.get_stack_from_s3_url
_stock_resolve = CloudFormationBackend._resolve_update_parameters
_stock_ssm = ResourceMap.parse_ssm_parameter


def install() -> None:
    """Accept what the CDK command line sends."""
    for module in (utils, responses, models):
        module.get_stack_from_s3_url = _from_url
    CloudFormationBackend._resolve_update_parameters = _resolve_parameters
    ResourceMap.parse_ssm_parameter = _parse_ssm_parameter


def _from_url(template_url: str, account_id: str, partition: str) -> str:
    """moto takes a path-style address only of the host `localhost`."""
    url = template_url.replace("//127.0.0.1", "//localhost").replace("//[::1]", "//localhost")
    return _stock_from_url(url, account_id=account_id, partition=partition)


def _resolve_parameters(self: CloudFormationBackend, instance: Any, incoming_params: list[dict[str, str]]) -> dict:
    """UsePreviousValue also for parameters that were left at their default."""
    slots = instance.template_dict.get("Parameters", {})
    instance.parameters = {**{name: slot.get("Default") for name, slot in slots.items()}, **(instance.parameters or {})}
    return _stock_resolve(self, instance, incoming_params)


def _parse_ssm_parameter(self: ResourceMap, value: str, value_type: str) -> str:
    """UsePreviousValue hands over the value, not the parameter's name."""
    return _stock_ssm(self, value, value_type) if str(value).startswith("/") else value
