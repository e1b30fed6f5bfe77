"""DynamoDB's attribute values, written and read without asking the service model about each of their ten members."""

from typing import Any

from moto.core.serialize import BaseJSONSerializer
from moto.dynamodb.models.dynamo_type import DynamoType

_stock_serialize = BaseJSONSerializer._serialize_type_structure


def install() -> None:
    """Write attribute values directly."""
    BaseJSONSerializer._serialize_type_structure = _serialize_structure


def _serialize_structure(
    self: BaseJSONSerializer, serialized: dict[str, Any], value: Any, shape: Any, key: str
) -> None:
    if key and shape.name == "AttributeValue" and value is not None:
        self._default_serialize(serialized, _plain(self, value), shape, key)
    else:
        _stock_serialize(self, serialized, value, shape, key)


def _plain(serializer: BaseJSONSerializer, value: Any) -> dict[str, Any]:
    """`{"S": "text"}` and the like, all the way down."""
    if isinstance(value, DynamoType):
        kind, content = value.type, value.value
    else:
        ((kind, content),) = value.items()
    if kind == "M":
        return {kind: {name: _plain(serializer, item) for name, item in content.items()}}
    if kind == "L":
        return {kind: [_plain(serializer, item) for item in content]}
    if kind == "B":
        return {kind: _binary(serializer, value, content)}
    if kind == "BS":
        return {kind: [_binary(serializer, value, item) for item in content]}
    return {kind: content}


def _binary(serializer: BaseJSONSerializer, value: Any, content: str | bytes) -> str:
    # moto keeps what came over the wire, which is base64 already.
    return content if isinstance(value, DynamoType) and isinstance(content, str) else serializer._base64(content)
