"""Sizes and copies of DynamoDB values in one pass, without the detours of the general ones."""

import datetime
from typing import Any

import moto.dynamodb.responses as dynamodb_responses
from moto.dynamodb.exceptions import ItemSizeTooLarge
from moto.dynamodb.models.dynamo_type import DynamoType, Item, LimitedSizeDict


def install() -> None:
    """Replace them."""
    DynamoType.size = size_of
    DynamoType.__deepcopy__ = _copy_for_deepcopy
    Item.__init__ = _make_item
    Item.__deepcopy__ = _copy_item_for_deepcopy
    dynamodb_responses.dynamo_to_dict = _resolve


MOST_BYTES = 405_000
"""moto's own limit of an item."""


def _make_item(item: Item, hash_key: DynamoType, range_key: DynamoType | None, attrs: dict[str, Any]) -> None:
    """Like moto's own, with the size reckoned once instead of anew for each attribute."""
    item.hash_key = hash_key
    item.range_key = range_key
    values = {name: DynamoType(value) for name, value in attrs.items()}
    if sum(_text_size(name) + size_of(value) for name, value in values.items()) > MOST_BYTES:
        raise ItemSizeTooLarge
    item.attrs = LimitedSizeDict.__new__(LimitedSizeDict)
    dict.update(item.attrs, values)


def size_of(value: DynamoType) -> int:
    """Bytes that DynamoDB counts for a value, as moto reckons them."""
    kind, content = value.type, value.value
    if kind == "M":
        return sum(_text_size(name) + size_of(item) for name, item in content.items())
    if kind == "L":
        return sum(size_of(item) for item in content)
    if kind in ("SS", "NS", "BS"):
        return sum(_text_size(item) for item in content)
    return 1 if isinstance(content, bool) else _text_size(content)


def copy_item(item: Item) -> Item:
    """An item that shares nothing which could change."""
    copied = Item.__new__(Item)
    copied.hash_key = item.hash_key
    copied.range_key = item.range_key
    copied.attrs = LimitedSizeDict.__new__(LimitedSizeDict)
    # Straight into the dictionary: the size was checked when the item was written.
    dict.update(copied.attrs, {name: _copy(value) for name, value in item.attrs.items()})
    return copied


def _copy(value: DynamoType) -> DynamoType:
    copied = DynamoType.__new__(DynamoType)
    copied.type = value.type
    content = value.value
    if value.type == "M":
        content = {name: _copy(item) for name, item in content.items()}
    elif value.type == "L":
        content = [_copy(item) for item in content]
    elif isinstance(content, list):
        content = list(content)
    copied.value = content
    return copied


def _copy_for_deepcopy(value: DynamoType, _memo: dict[int, Any]) -> DynamoType:
    return _copy(value)


def _copy_item_for_deepcopy(item: Item, _memo: dict[int, Any]) -> Item:
    return copy_item(item)


def _text_size(text: Any) -> int:
    if isinstance(text, str):
        return len(text) if text.isascii() else len(text.encode())
    return len(text) if isinstance(text, bytes) else len(str(text))


def _resolve(value: Any) -> Any:
    """Like moto's own, but values stay as they are: the serializer writes them directly."""
    if isinstance(value, DynamoType):
        return value
    if isinstance(value, dict):
        return {name: _resolve(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_resolve(item) for item in value]
    if isinstance(value, datetime.datetime) or not hasattr(value, "to_json"):
        return value
    return _resolve(value.to_json())
