"""Which API operation a request is, and those of its parameters that the call log keeps."""

import json
import re
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, unquote

from moto.core.utils import get_service_model

from one_at_a_time import signing_service
from property_shapes import fit

LOGGED_IN_FULL = {"autoscaling", "application-autoscaling", "ecs", "elasticache"}
_RPC_PATH = re.compile(r"/service/[^/]+/operation/(\w+)")
_INVOKE_PATH = re.compile(r"/2015-03-31/functions/([^/]+)/invocations")
_S3_SUBRESOURCES = ("lifecycle", "versioning", "policy", "encryption", "tagging", "uploads", "uploadId", "restore")


def describe_request(environ: dict[str, Any], body: bytes) -> dict[str, Any]:
    """Service, operation and parameters for the call log."""
    service = signing_service(environ)
    target = environ.get("HTTP_X_AMZ_TARGET")
    if target:
        return _entry(service, target.rsplit(".", 1)[-1], _json_parameters(service, body))
    if environ.get("CONTENT_TYPE", "").startswith("application/x-www-form-urlencoded"):
        form = dict(parse_qsl(body.decode(), keep_blank_values=True))
        operation = form.get("Action", "")
        return _entry(service, operation, _form_parameters(service, operation, form))
    if service == "s3":
        return _s3_entry(environ)
    return _path_entry(service, environ)


def _entry(service: str, operation: str, params: dict[str, Any] | None) -> dict[str, Any]:
    entry: dict[str, Any] = {"service": service, "operation": operation}
    if params:
        entry["params"] = params
    return entry


def _json_parameters(service: str, body: bytes) -> dict[str, Any]:
    if service == "dynamodb":
        return _table_names(body)
    if service not in LOGGED_IN_FULL:
        return {}
    return json.loads(body or b"{}")


def _table_names(body: bytes) -> dict[str, Any]:
    # A search is far cheaper than parsing the items of a transaction.
    names = sorted({name.decode() for name in re.findall(rb'"TableName"\s*:\s*"([^"]+)"', body)})
    return {"TableName": names[0] if len(names) == 1 else names} if names else {}


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


def _s3_entry(environ: dict[str, Any]) -> dict[str, Any]:
    bucket, _, key = unquote(environ.get("PATH_INFO", "/")).lstrip("/").partition("/")
    query = dict(parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True))
    verb = environ["REQUEST_METHOD"].capitalize()
    subresource = next((name for name in _S3_SUBRESOURCES if name in query), "")
    params = {name: value for name, value in (("Bucket", bucket), ("Key", key)) if value}
    return _entry("s3", _s3_operation(verb, bool(key), subresource, query, environ), params)


def _s3_operation(verb: str, has_key: bool, subresource: str, query: dict[str, str], environ: dict[str, Any]) -> str:
    if subresource:
        return f"{verb}{'Object' if has_key else 'Bucket'}{subresource.capitalize()}"
    if has_key:
        return "CopyObject" if "HTTP_X_AMZ_COPY_SOURCE" in environ else f"{verb}Object"
    if verb == "Get":
        return "ListObjectsV2" if query.get("list-type") == "2" else "ListObjects"
    if verb == "Post" and "delete" in query:
        return "DeleteObjects"
    return {"Put": "CreateBucket"}.get(verb, f"{verb}Bucket")


def _path_entry(service: str, environ: dict[str, Any]) -> dict[str, Any]:
    path = environ.get("PATH_INFO", "/")
    invoked = _INVOKE_PATH.match(path)
    if invoked:
        return _entry(service, "Invoke", {"FunctionName": unquote(invoked.group(1))})
    rpc = _RPC_PATH.match(path)
    return _entry(service, rpc.group(1) if rpc else f"{environ['REQUEST_METHOD']} {path}", None)
