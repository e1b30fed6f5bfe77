"""Queries from the items that can match, instead of from all of them, sorted, whenever anybody asks."""

import copy
from collections import defaultdict
from typing import Any

from moto.dynamodb.comparisons import get_comparison_func
from moto.dynamodb.models.dynamo_type import DynamoType, Item
from moto.dynamodb.models.table import RESULT_SIZE_LIMIT, Table

_stock_query = Table.query


def install() -> None:
    """Take those of a table by its own key; hand moto those of an index with the items that have its key."""
    Table.query = _query


def _query(
    table: Table,
    hash_key: DynamoType | None,
    range_comparison: str | None,
    range_objs: list[DynamoType],
    limit: int | None,
    exclusive_start_key: dict[str, Any] | None,
    scan_index_forward: bool,
    projection_expressions: list[list[str]] | None,
    index_name: str | None = None,
    consistent_read: bool = False,
    filter_expression: Any = None,
    **others: Any,
) -> tuple[list[Item], int, dict[str, Any] | None]:
    conditions = {"hash_key_conditions", "range_key_conditions"}
    if index_name or not table.range_key_attr or hash_key is None or others.keys() - conditions:
        return _stock_query(
            _narrowed(table, index_name, hash_key),
            hash_key,
            range_comparison,
            range_objs,
            limit,
            exclusive_start_key,
            scan_index_forward,
            projection_expressions,
            index_name,
            consistent_read,
            filter_expression,
            **others,
        )
    found = _matching(table, hash_key, range_comparison, range_objs)
    found.sort(key=_order, reverse=scan_index_forward is False)
    page, is_last = _page(_after(table, found, exclusive_start_key, scan_index_forward), limit)
    last_key = None if is_last else table._get_last_evaluated_key(page[-1], None)
    results = page if filter_expression is None else [item for item in page if filter_expression.expr(item)]
    if projection_expressions:
        results = [item.project(projection_expressions) for item in results]
    return results, len(page), last_key


def _narrowed(table: Table, index_name: str | None, hash_key: DynamoType | None) -> Table:
    """The table with only those items that have the index's key; itself where that is not one attribute."""
    index = next((index for index in table.all_indexes() if index.name == index_name), None)
    names = [key["AttributeName"] for key in index.schema if key["KeyType"] == "HASH"] if index else []
    if len(names) != 1 or hash_key is None or not table.range_key_attr:
        return table
    narrowed = copy.copy(table)
    narrowed.items = defaultdict(dict)
    (name,) = names
    wanted = hash_key.value
    for partition_key, partition in table.items.items():
        for item in partition.values():
            value = item.attrs.get(name)
            if value is not None and value.value == wanted:
                narrowed.items[partition_key][item.range_key] = item
    return narrowed


def _matching(table: Table, hash_key: DynamoType, comparison: str | None, values: list[DynamoType]) -> list[Item]:
    partition = table.items.get(hash_key, {})
    if not comparison:
        return list(partition.values())
    matches = get_comparison_func(comparison)
    bounds = [value.cast_value for value in values]
    return [item for key, item in partition.items() if matches(key.cast_value, *bounds)]


def _order(item: Item) -> Any:
    return item.range_key.cast_value


def _after(table: Table, items: list[Item], start_key: dict[str, Any] | None, forward: bool) -> list[Item]:
    if not start_key:
        return items
    start = DynamoType(start_key[table.range_key_attr]).cast_value
    if forward is False:
        return [item for item in items if _order(item) < start]
    return [item for item in items if _order(item) > start]


def _page(items: list[Item], limit: int | None) -> tuple[list[Item], bool]:
    """As many items as the limit and one megabyte allow, and whether nothing follows."""
    page: list[Item] = []
    size = 0
    for item in items:
        size += item.size()
        if len(page) == limit or size > RESULT_SIZE_LIMIT:
            return page, False
        page.append(item)
    return page, True
