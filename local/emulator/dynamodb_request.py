"""Those parameters of a DynamoDB request that a policy decides on: table, index, partitions, actions of a transaction.

A search is far cheaper than parsing the items of a transaction; only queries, which are short, are parsed.
"""

import json
import re
from typing import Any

_TABLE = re.compile(rb'"TableName"\s*:\s*"([^"]+)"')
_ACTION = rb'\{\s*"(ConditionCheck|Put|Update|Delete)"\s*:\s*\{'
# The key is part of the fleets' table schema (core/table/table-schema.ts).
_PARTITION = rb'"pk"\s*:\s*\{\s*"S"\s*:\s*"([^"]*)"'
_KEY = re.compile(_PARTITION)
_ACTION_OR_KEY = re.compile(_ACTION + rb"|" + _PARTITION)
_EQUALITY = re.compile(r"(#?[\w.]+)\s*=\s*(:\w+)")


def describe_dynamodb_request(operation: str, body: bytes) -> dict[str, Any]:
    """Table or tables, and by operation: `IndexName`, `LeadingKeys`, `Actions` (e.g. `Put SHARD`, each once)."""
    names = sorted({name.decode() for name in _TABLE.findall(body)})
    params: dict[str, Any] = {"TableName": names[0] if len(names) == 1 else names} if names else {}
    if operation == "Query":
        return {**params, **_query(json.loads(body))}
    if operation == "TransactWriteItems":
        return {**params, "Actions": _actions(body)}
    keys = sorted({key.decode() for key in _KEY.findall(body)})
    return {**params, "LeadingKeys": keys} if keys else params


def _query(request: dict[str, Any]) -> dict[str, Any]:
    """A key condition holds one equality: that of the partition key; or two, which then comes first."""
    found = _EQUALITY.search(request.get("KeyConditionExpression", ""))
    value = request.get("ExpressionAttributeValues", {}).get(found.group(2), {}) if found else {}
    index = {"IndexName": request["IndexName"]} if "IndexName" in request else {}
    return {**index, "LeadingKeys": sorted(value.values())}


def _actions(body: bytes) -> list[str]:
    """Kind and partition; an item's partition follows the action that it belongs to."""
    actions: set[str] = set()
    kind = ""
    for found in _ACTION_OR_KEY.finditer(body):
        if found.group(1):
            kind = found.group(1).decode()
        else:
            actions.add(f"{kind} {found.group(2).decode()}")
    return sorted(actions)
