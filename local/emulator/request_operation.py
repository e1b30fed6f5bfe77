"""Which API operation a request is, and those of its parameters that the call log keeps."""

import json
import re
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, unquote

from moto.core.utils import get_service_model

from dynamodb_request import describe_dynamodb_request
from one_at_a_time import signing_service
from property_shapes import fit
from s3_request import describe_s3_request

LOGGED_IN_FULL = {"autoscaling", "application-autoscaling", "ecs", "elasticache"}
_RPC_PATH = re.compile(r"/service/[^/]+/operation/(\w+)")
_INVOKE_PATH = re.compile(r"/2015-03-31/functions/([^/]+)/invocations")
_EVENT_BUS = re.compile(rb'"EventBusName"\s*:\s*"([^"]+)"')


def describe_request(environ: dict[str, Any], body: bytes) -> dict[str, Any]:
    """Service, operation and parameters for the call log."""
    service = signing_service(environ)
    target = environ.get("HTTP_X_AMZ_TARGET")
    if target:
        operation = target.rsplit(".", 1)[-1]
        return _entry(service, operation, _json_parameters(service, operation, body))
    if environ.get("CONTENT_TYPE", "").startswith("application/x-www-form-urlencoded"):
        form = dict(parse_qsl(body.decode(), keep_blank_values=True))
        operation = form.get("Action", "")
        return _entry(service, operation, _form_parameters(service, operation, form))
    if service == "s3":
        return _entry(service, *describe_s3_request(environ, body))
    return _path_entry(service, environ)


def _entry(service: str, operation: str, params: dict[str, Any] | None) -> dict[str, Any]:
    entry: dict[str, Any] = {"service": service, "operation": operation}
    if params:
        entry["params"] = params
    return entry


def _json_parameters(service: str, operation: str, body: bytes) -> dict[str, Any]:
    if service == "dynamodb":
        return describe_dynamodb_request(operation, body)
    if service == "events":
        return _event_buses(body)
    if service not in LOGGED_IN_FULL:
        return {}
    return json.loads(body or b"{}")


def _event_buses(body: bytes) -> dict[str, Any]:
    names = sorted({name.decode() for name in _EVENT_BUS.findall(body)})
    return {"EventBusNames": names} if names else {}


def _form_parameters(service: str, operation: str, form: dict[str, str]) -> dict[str, Any]:
    if service not in LOGGED_IN_FULL or not operation:
        return {}
    shape = _input_shape(service, operation)
    return fit(shape, _nest(form)) if shape else {}


@lru_cache
def _input_shape(service: str, operation: str) -> Any:
    model = get_service_model(service)
    return model.operation_model(operation).input_shape if operation in model.operation_names else None


def _nest(form: dict[str, str]) -> Any:
    """`{"A.member.1.B": "c"}` as `{"A": [{"B": "c"}]}`."""
    tree: dict[str, Any] = {}
    for key, value in form.items():
        branch = tree
        *parents, leaf = key.split(".")
        for part in parents:
            branch = branch.setdefault(part, {})
        branch[leaf] = value
    return _lists(tree)


def _lists(node: Any) -> Any:
    if not isinstance(node, dict):
        return node
    # The query protocol names list members A.member.1, or A.SomeName.1.
    if len(node) == 1:
        (only,) = node.values()
        if isinstance(only, dict) and only and all(key.isdigit() for key in only):
            return [_lists(only[key]) for key in sorted(only, key=int)]
    return {key: _lists(value) for key, value in node.items()}


def _path_entry(service: str, environ: dict[str, Any]) -> dict[str, Any]:
    path = environ.get("PATH_INFO", "/")
    invoked = _INVOKE_PATH.match(path)
    if invoked:
        return _entry(service, "Invoke", {"FunctionName": unquote(invoked.group(1))})
    rpc = _RPC_PATH.match(path)
    return _entry(service, rpc.group(1) if rpc else f"{environ['REQUEST_METHOD']} {path}", None)
