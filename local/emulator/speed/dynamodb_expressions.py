"""Expressions parsed once for each text: a handler sends the same few again and again."""

import functools
import json
from typing import Any

import moto.dynamodb.models.table as table_module
from moto.dynamodb.comparisons import Func, Op, get_filter_expression

from moto.dynamodb.parsing.ast_nodes import Node
from moto.dynamodb.parsing.expressions import UpdateExpressionParser

KEPT_EXPRESSIONS = 512

_stock_make = UpdateExpressionParser.make


def install() -> None:
    """Remember the trees. Validators work on copies of them, which become cheaper too."""
    UpdateExpressionParser.make = staticmethod(functools.lru_cache(KEPT_EXPRESSIONS)(_stock_make))
    Node.__deepcopy__ = _copy_tree
    table_module.get_filter_expression = parse_condition


def parse_condition(
    text: str | None, names: dict[str, str] | None, values: dict[str, dict[str, Any]] | None
) -> Op | Func:
    """The parsed condition; it holds no state of its own, so one serves for every item."""
    return _parsed_condition(text, json.dumps(names), json.dumps(values))


@functools.lru_cache(KEPT_EXPRESSIONS)
def _parsed_condition(text: str | None, names: str, values: str) -> Op | Func:
    return get_filter_expression(text, json.loads(names), json.loads(values))


def _copy_tree(node: Node, _memo: dict[int, Any]) -> Node:
    return _copy(node, None)


def _copy(node: Node, parent: Node | None) -> Node:
    copied = object.__new__(type(node))
    copied.__dict__.update(node.__dict__)
    copied.parent = parent
    if node.children is not None:
        copied.children = [_copy(child, copied) if isinstance(child, Node) else child for child in node.children]
    return copied
