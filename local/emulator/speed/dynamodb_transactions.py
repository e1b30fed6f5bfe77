"""Transactions that remember the items they touch, instead of copying whole tables beforehand."""

from typing import Any

import moto.dynamodb.models as dynamodb_models
from moto.dynamodb.exceptions import (
    MockValidationException,
    MultipleTransactionsException,
    TooManyTransactionsException,
    TransactionCanceledException,
    TransactWriteSingleOpException,
)
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.dynamo_type import DynamoType, Item
from moto.dynamodb.models.table import Table

from speed.dynamodb_expressions import parse_condition
from speed.dynamodb_values import copy_item

MOST_ACTIONS = 100
CONDITION_FAILED = "The conditional request failed"
PASSED = (None, None, None)


def install() -> None:
    """Replace moto's."""
    dynamodb_models.DynamoDBBackend.transact_write_items = _transact_write_items


class UndoLog:
    """What the touched items and streams were before."""

    def __init__(self) -> None:
        self._items: list[tuple[Table, DynamoType, DynamoType | None, Item | None]] = []
        self._stream_lengths: dict[int, tuple[Table, int]] = {}

    def remember(self, table: Table, key: dict[str, Any]) -> None:
        """Keep an item as it is now."""
        hash_key = DynamoType(key[table.hash_key_attr])
        range_key = DynamoType(key[table.range_key_attr]) if table.range_key_attr else None
        item = table.get_item(hash_key, range_key)
        self._items.append((table, hash_key, range_key, copy_item(item) if item else None))
        if table.stream_shard is not None:
            self._stream_lengths.setdefault(id(table), (table, len(table.stream_shard.items)))

    def undo(self) -> None:
        """Put every item back, and take back what the streams got."""
        for table, hash_key, range_key, item in reversed(self._items):
            _put_back(table, hash_key, range_key, item)
        for table, length in self._stream_lengths.values():
            del table.stream_shard.items[length:]


def _put_back(table: Table, hash_key: DynamoType, range_key: DynamoType | None, item: Item | None) -> None:
    place, key = (table.items, hash_key) if range_key is None else (table.items[hash_key], range_key)
    if item is None:
        place.pop(key, None)
    else:
        place[key] = item


def _transact_write_items(self: DynamoDBBackend, transact_items: list[dict[str, Any]]) -> None:
    if len(transact_items) > MOST_ACTIONS:
        raise TooManyTransactionsException()
    undo_log = UndoLog()
    outcomes = []
    touched: set[tuple[str, str]] = set()
    try:
        for action in transact_items:
            outcomes.append(_apply(self, action, undo_log, touched))
        if any(code is not None for code, _, _ in outcomes):
            raise TransactionCanceledException(outcomes)
    except Exception:
        undo_log.undo()
        raise


def _apply(backend: DynamoDBBackend, action: dict[str, Any], undo_log: UndoLog, touched: set) -> tuple[Any, Any, Any]:
    """The reason why an action fails, for CancellationReasons; `PASSED` when it does not."""
    if len(action) > 1:
        raise TransactWriteSingleOpException
    ((kind, request),) = action.items()
    table = backend.get_table(request["TableName"])
    key = _key_of(table, kind, request)
    named = (table.name, str(sorted(key.items())))
    if named in touched:
        raise MultipleTransactionsException()
    touched.add(named)
    undo_log.remember(table, key)
    try:
        if not _holds(backend, table, key, request):
            return "ConditionalCheckFailed", CONDITION_FAILED, _wanted_item(backend, table, key, request)
        _write(backend, kind, key, request)
    except (MultipleTransactionsException, MockValidationException):
        raise
    except Exception as failure:  # becomes a cancellation reason, as in DynamoDB
        return type(failure).__name__, str(failure), None
    return PASSED


def _key_of(table: Table, kind: str, request: dict[str, Any]) -> dict[str, Any]:
    if kind != "Put":
        return request["Key"]
    return {name: request["Item"][name] for name in (table.hash_key_attr, table.range_key_attr) if name}


def _holds(backend: DynamoDBBackend, table: Table, key: dict[str, Any], request: dict[str, Any]) -> bool:
    condition = request.get("ConditionExpression")
    if condition is None:
        return True
    names, values = request.get("ExpressionAttributeNames"), request.get("ExpressionAttributeValues")
    return parse_condition(condition, names, values).expr(backend.get_item(table.name, key))


def _wanted_item(backend: DynamoDBBackend, table: Table, key: dict[str, Any], request: dict[str, Any]) -> Any:
    """The item that failed the condition, where the caller asked for it."""
    if request.get("ReturnValuesOnConditionCheckFailure") != "ALL_OLD":
        return None
    current = backend.get_item(table.name, key)
    return current.to_json()["Attributes"] if current else None


def _write(backend: DynamoDBBackend, kind: str, key: dict[str, Any], request: dict[str, Any]) -> None:
    """Write; the condition was checked already."""
    table_name = request["TableName"]
    if kind == "Put":
        backend.put_item(table_name, request["Item"])
    elif kind == "Delete":
        backend.delete_item(table_name, key)
    elif kind == "Update":
        backend.update_item(
            table_name,
            key,
            update_expression=request["UpdateExpression"],
            expression_attribute_names=request.get("ExpressionAttributeNames"),
            expression_attribute_values=request.get("ExpressionAttributeValues"),
        )
    elif kind != "ConditionCheck":
        raise ValueError("Unsupported transaction operation")
