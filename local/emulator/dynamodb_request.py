"""Those parameters of a DynamoDB request that a policy decides on: table, index, partitions, actions of a transaction.

Of single items a search finds them faster than parsing does; of transactions, parsing is the faster (measured).
"""

import json
import re
from typing import Any

_TABLE = re.compile(rb'"TableName"\s*:\s*"([^"]+)"')
# The key is part of the fleets' table schema (core/table/table-schema.ts).
_PARTITION = "pk"
_KEY = re.compile(rb'"pk"\s*:\s*\{\s*"S"\s*:\s*"([^"]*)"')
_EQUALITY = re.compile(r"(#?[\w.]+)\s*=\s*(:\w+)")


def describe_dynamodb_request(operation: str, body: bytes) -> dict[str, Any]:
    """Table or tables, and by operation: `IndexName`, `LeadingKeys`, `Actions` (e.g. `Put SHARD`, each once)."""
    if operation == "TransactWriteItems":
        return _transaction(json.loads(body))
    params = _tables({name.decode() for name in _TABLE.findall(body)})
    if operation == "Query":
        return {**params, **_query(json.loads(body))}
    keys = sorted({key.decode() for key in _KEY.findall(body)})
    return {**params, "LeadingKeys": keys} if keys else params


def _tables(names: set[str]) -> dict[str, Any]:
    ordered = sorted(names)
    return {"TableName": ordered[0] if len(ordered) == 1 else ordered} if ordered else {}


def _query(request: dict[str, Any]) -> dict[str, Any]:
    """A key condition holds one equality: that of the partition key; or two, which then comes first."""
    found = _EQUALITY.search(request.get("KeyConditionExpression", ""))
    value = request.get("ExpressionAttributeValues", {}).get(found.group(2), {}) if found else {}
    index = {"IndexName": request["IndexName"]} if "IndexName" in request else {}
    return {**index, "LeadingKeys": sorted(value.values())}


def _transaction(request: dict[str, Any]) -> dict[str, Any]:
    pairs = [pair for action in request.get("TransactItems", []) for pair in action.items()]
    actions = {f"{kind} {_partition(what)}" for kind, what in pairs}
    return {**_tables({what["TableName"] for _, what in pairs if "TableName" in what}), "Actions": sorted(actions)}


def _partition(action: dict[str, Any]) -> str:
    key = action.get("Key") or action.get("Item") or {}
    return key.get(_PARTITION, {}).get("S", "")
