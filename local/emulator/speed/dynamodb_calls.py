"""Calls to DynamoDB's items: moto's own operations, without the service model around them.

What goes wrong, a failed condition included, is answered by moto from the start: nothing was written then.
"""

import binascii
import json
import uuid
from collections.abc import Callable, Iterable
from typing import Any

from moto.dynamodb.models.dynamo_type import DynamoType
from moto.dynamodb.responses import DynamoHandler

from speed.direct_calls import DIRECT_ANSWER, Caller, plain_caller

TARGET_PREFIX = "DynamoDB_20120810."
METHODS: dict[str, Callable[[DynamoHandler], Any]] = {
    "BatchGetItem": DynamoHandler.batch_get_item,
    "DeleteItem": DynamoHandler.delete_item,
    "GetItem": DynamoHandler.get_item,
    "PutItem": DynamoHandler.put_item,
    "Query": DynamoHandler.query,
    "TransactWriteItems": DynamoHandler.transact_write_items,
    "UpdateItem": DynamoHandler.update_item,
}
BINARY_TYPES = (b'"B"', b'"BS"')


class DynamoDbCalls:
    """WSGI middleware in front of moto."""

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self._application = application

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        method = METHODS.get(environ.get("HTTP_X_AMZ_TARGET", "").removeprefix(TARGET_PREFIX))
        caller = plain_caller(environ) if method else None
        if method is None or caller is None or environ["REQUEST_METHOD"] != "POST" or environ["PATH_INFO"] != "/":
            return self._application(environ, start_response)
        request = environ["wsgi.input"].read()
        answer = None if any(kind in request for kind in BINARY_TYPES) else _answer(method, caller, request)
        if answer is None:
            environ["wsgi.input"].seek(0)
            return self._application(environ, start_response)
        start_response("200 OK", _headers(answer))
        return [answer]


def _answer(method: Callable[[DynamoHandler], Any], caller: Caller, request: bytes) -> bytes | None:
    handler = DynamoHandler()
    handler.current_account = caller.account
    handler.region = caller.region
    try:
        handler.body = json.loads(request)
        members = method(handler).result
        return json.dumps(
            {name: value for name, value in members.items() if value is not None}, default=_attribute_value
        ).encode()
    except Exception:  # of any kind: moto's own way tells the caller what it was
        return None


def _attribute_value(value: Any) -> dict[str, Any]:
    if not isinstance(value, DynamoType) or value.type in ("B", "BS"):
        raise TypeError
    return {value.type: value.value}


def _headers(answer: bytes) -> list[tuple[str, str]]:
    return [
        DIRECT_ANSWER,
        ("Content-Type", "application/x-amz-json-1.0"),
        ("x-amzn-RequestId", uuid.uuid4().hex),
        ("x-amz-crc32", str(binascii.crc32(answer))),
    ]
