"""Answers of the query protocol, letter by letter as moto's serializer writes them.

moto looks for the names that each member may have in its objects at every member of every answer; here they are looked
up once for each class of objects.
"""

import functools
from collections.abc import Callable
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from botocore.model import ListShape, OperationModel, Shape, StructureShape
from moto.core.serialize import AttributePickerContext, TimestampSerializer, XFormedAttributePicker
from moto.core.utils import get_value

# Stands where moto would write the id of the request.
REQUEST_ID = "request-id"
_MISSING = object()
_PICKER = XFormedAttributePicker()
_TIMESTAMPS = TimestampSerializer(TimestampSerializer.TIMESTAMP_FORMAT_ISO8601)

Write = Callable[[Any], str]
"""What stands between an element's tags."""


class QueryAnswer:
    """Writes the answers of one operation."""

    def __init__(self, operation: OperationModel) -> None:
        shape = operation.output_shape
        result = shape.serialization.get("resultWrapper", f"{shape.name}Result")
        namespace = operation.metadata.get("xmlNamespace")
        attribute = f" xmlns={quoteattr(namespace)}" if namespace else ""
        self._write = _Structure(shape)
        self._result = result
        self._before = f"<{operation.name}Response{attribute}>"
        metadata = _element("ResponseMetadata", _element("RequestId", REQUEST_ID))
        self._after = f"{metadata}</{operation.name}Response>"

    def text(self, value: Any) -> str:
        """The whole answer.

        @raises NotImplementedError: when its shape has a kind of member that no answer written here has had.
        """
        return self._before + _element(self._result, self._write(value)) + self._after


class _Structure:
    """An object's members, by whichever name its class has them."""

    def __init__(self, shape: StructureShape) -> None:
        self._shape = shape
        self._writers: dict[str, tuple[str, Write]] = {}
        for name, member in shape.members.items():
            member.parent = shape  # moto's search for names asks for it
            self._writers[name] = (_tag(member, name), _writer(member))
        self._names: dict[type, list[tuple[list[str], str, Write]]] = {}

    def __call__(self, value: Any) -> str:
        members = self._names.get(type(value)) or self._find_names(value)
        parts = []
        for names, tag, write in members:
            member = _pick(value, names)
            if member is not None:
                parts.append(_element(tag, write(member)))
        return "".join(parts)

    def _find_names(self, value: Any) -> list[tuple[list[str], str, Write]]:
        found = [
            (_possible_names(value, name, member), *self._writers[name]) for name, member in self._shape.members.items()
        ]
        self._names[type(value)] = found
        return found


class _List:
    def __init__(self, shape: ListShape) -> None:
        if shape.serialization.get("flattened"):
            raise NotImplementedError("flattened lists")
        self._tag = _tag(shape.member, "member")
        self._write = _writer(shape.member)
        self._drops_empty = isinstance(shape.member, StructureShape)

    def __call__(self, value: Any) -> str:
        texts = [self._write(item) for item in value]
        return "".join(_element(self._tag, text) for text in texts if text or not self._drops_empty)


def _possible_names(value: Any, name: str, member: Shape) -> list[str]:
    context = AttributePickerContext(obj=value, key=name, shape=member)
    return list(dict.fromkeys(_PICKER.get_possible_keys(context)))


def _pick(value: Any, names: list[str]) -> Any:
    for name in names:
        found = get_value(value, name, _MISSING)
        if found is not _MISSING:
            return found
    return None


def _tag(shape: Shape, otherwise: str) -> str:
    return shape.serialization.get("name", otherwise)


def _element(tag: str, text: str) -> str:
    return f"<{tag}>{text}</{tag}>" if text else f"<{tag}/>"


def _writer(shape: Shape) -> Write:
    if isinstance(shape, StructureShape):
        return _Structure(shape)
    if isinstance(shape, ListShape):
        return _List(shape)
    if shape.type_name not in _SCALARS or "timestampFormat" in shape.serialization:
        raise NotImplementedError(f"members of type {shape.type_name}")
    return _SCALARS[shape.type_name]


def _text(value: Any) -> str:
    return escape(str(value))


def _integer(value: Any) -> str:
    return str(int(value))


def _number(value: Any) -> str:
    return str(float(value))


def _boolean(value: Any) -> str:
    return "true" if str(value).lower() == "true" else "false"


@functools.lru_cache(256)
def _timestamp(value: Any) -> str:
    return _TIMESTAMPS._convert_timestamp_to_str(value, _TIMESTAMPS.default_format)


_SCALARS: dict[str, Write] = {
    "string": _text,
    "integer": _integer,
    "long": _integer,
    "double": _number,
    "float": _number,
    "boolean": _boolean,
    "timestamp": _timestamp,
}
