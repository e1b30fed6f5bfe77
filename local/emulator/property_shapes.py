"""Fits loosely typed values to an AWS API's input, by the service's own model."""

import json
from typing import Any

from botocore.model import Shape


def fit(shape: Shape, value: Any) -> Any:
    """`value` with the names and types that `shape` has; members it does not know are left out.

    CloudFormation writes numbers and booleans as strings and differs from the APIs in the case of names.
    """
    fitter = _FITTERS.get(shape.type_name)
    if fitter:
        return fitter(shape, value)
    if isinstance(value, str):
        return value
    return json.dumps(value) if isinstance(value, (dict, list)) else str(value)


def _fit_structure(shape: Shape, value: dict[str, Any]) -> dict[str, Any]:
    names = {name.lower(): name for name in shape.members}
    fitted = {}
    for key, item in value.items():
        name = names.get(key.lower())
        if name and item is not None:
            fitted[name] = fit(shape.members[name], item)
    return fitted


def _fit_list(shape: Shape, value: Any) -> list[Any]:
    items = value if isinstance(value, list) else [value]
    return [fit(shape.member, item) for item in items]


def _fit_map(shape: Shape, value: dict[str, Any]) -> dict[str, Any]:
    return {key: fit(shape.value, item) for key, item in value.items()}


def _fit_boolean(_shape: Shape, value: Any) -> bool:
    return value if isinstance(value, bool) else str(value).lower() == "true"


_FITTERS = {
    "structure": _fit_structure,
    "list": _fit_list,
    "map": _fit_map,
    "boolean": _fit_boolean,
    "integer": lambda _shape, value: int(value),
    "long": lambda _shape, value: int(value),
    "float": lambda _shape, value: float(value),
    "double": lambda _shape, value: float(value),
    "timestamp": lambda _shape, value: value,
    "blob": lambda _shape, value: value,
}
