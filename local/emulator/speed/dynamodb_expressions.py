"""Expressions parsed once for each text: a handler sends the same few again and again, with other values."""

import functools
from typing import Any

import moto.dynamodb.comparisons as comparisons
import moto.dynamodb.models as models_module
import moto.dynamodb.models.table as table_module
import moto.dynamodb.responses as responses_module
from moto.dynamodb.comparisons import AttributeValue, ConditionExpressionParser, Func, Op, Operand
from moto.dynamodb.parsing.ast_nodes import DepthFirstTraverser, Node
from moto.dynamodb.parsing.expressions import UpdateExpressionParser

KEPT_EXPRESSIONS = 512

Values = dict[str, dict[str, Any]]

_stock_make = UpdateExpressionParser.make
_stock_operand = ConditionExpressionParser._make_operand


def install() -> None:
    """Remember the trees. Validators work on copies of them, which become cheaper too."""
    UpdateExpressionParser.make = staticmethod(functools.lru_cache(KEPT_EXPRESSIONS)(_stock_make))
    Node.__deepcopy__ = _copy_tree
    DepthFirstTraverser.traverse_node_recursively = _traverse
    ConditionExpressionParser._make_operand = _make_operand
    table_module.get_filter_expression = parse_condition
    for module in (comparisons, models_module, responses_module):
        module.create_condition_expression_parser = KnownCondition
    models_module.get_filter_expression = parse_condition


def parse_condition(text: str | None, names: dict[str, str] | None, values: Values | None) -> Op | Func:
    """The parsed condition, to be used before another of the same text is parsed: requests come one at a time."""
    return KnownCondition(text, names, values).parse()


class KnownCondition:
    """Stands for moto's parser, and has the tree of the text from before."""

    def __init__(self, text: str | None, names: dict[str, str] | None, values: Values | None) -> None:
        self._given = (text, names, values)
        self.expr_attr_names_found: list[str] = []
        self.expr_attr_values_found: list[str] = []

    def parse(self) -> Op | Func:
        """The tree, with these values. Fails as moto's own parser does."""
        text, names, values = self._given
        kinds = tuple((name, *value) for name, value in (values or {}).items())
        tree, names_found, values_found, current = _parsed(text, tuple((names or {}).items()), kinds)
        current.clear()
        current.update(values or {})
        self.expr_attr_names_found = list(names_found)
        self.expr_attr_values_found = list(values_found)
        return tree


@functools.lru_cache(KEPT_EXPRESSIONS)
def _parsed(
    text: str | None, names: tuple[tuple[str, str], ...], kinds: tuple[tuple[str, str], ...]
) -> tuple[Op | Func, list[str], list[str], Values]:
    """The tree of a text, and where it looks for its values."""
    current: Values = {}
    places = {name: _Place(name, kind, current) for name, kind in kinds}
    parser = ConditionExpressionParser(text, dict(names), places)
    return parser.parse(), parser.expr_attr_names_found, parser.expr_attr_values_found, current


class _Place:
    """Where the value of a name will be once it is known."""

    def __init__(self, name: str, kind: str, current: Values) -> None:
        self.name = name
        self.kind = kind
        self.current = current


class _PlacedValue(AttributeValue):
    def __init__(self, place: _Place) -> None:
        self.type = place.kind
        self._place = place

    @property
    def value(self) -> Any:
        return self._place.current[self._place.name][self.type]


def _make_operand(parser: ConditionExpressionParser, node: Any) -> Operand:
    return _PlacedValue(node.value) if isinstance(node.value, _Place) else _stock_operand(parser, node)


def _traverse(traverser: DepthFirstTraverser, node: Any, child_id: int = -1) -> Any:
    """Like moto's own, which asks anew at every node which kinds are to be processed."""
    if not isinstance(node, Node):
        return node
    parent = node.parent
    for position, child in enumerate(node.children or ()):
        traverser.pre_processing_of_child(node, position)
        _traverse(traverser, child, position)
    if _is_processed(traverser, type(node)):
        node = traverser.process(node)
        node.parent = parent
        if parent:
            parent.children[child_id] = node
    return node


_processed: dict[tuple[type, type], bool] = {}


def _is_processed(traverser: DepthFirstTraverser, kind: type) -> bool:
    key = (type(traverser), kind)
    known = _processed.get(key)
    if known is None:
        known = _processed[key] = issubclass(kind, traverser.nodes_to_be_processed())
    return known


def _copy_tree(node: Node, _memo: dict[int, Any]) -> Node:
    return _copy(node, None)


def _copy(node: Node, parent: Node | None) -> Node:
    copied = object.__new__(type(node))
    copied.__dict__.update(node.__dict__)
    copied.parent = parent
    if node.children is not None:
        copied.children = [_copy(child, copied) if isinstance(child, Node) else child for child in node.children]
    return copied
