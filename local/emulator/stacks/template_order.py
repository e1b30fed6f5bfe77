"""The order in which a template's resources depend on each other."""

import re
from typing import Any

_SUB_NAME = re.compile(r"\$\{([A-Za-z0-9]+)(?:\.[A-Za-z0-9.]+)?\}")


def dependency_order(resources: dict[str, Any]) -> list[str]:
    """Logical ids, each after all that it refers to or depends on."""
    ordered: dict[str, None] = {}
    visiting: set[str] = set()

    def visit(name: str) -> None:
        if name in ordered or name in visiting:
            return
        visiting.add(name)
        for needed in sorted(dependencies(resources[name]) & resources.keys()):
            visit(needed)
        ordered[name] = None

    for name in resources:
        visit(name)
    return list(ordered)


def dependencies(node: Any) -> set[str]:
    """Every name that a resource mentions through Ref, GetAtt, Sub or DependsOn."""
    if isinstance(node, list):
        return {name for item in node for name in dependencies(item)}
    if not isinstance(node, dict):
        return set()
    found: set[str] = set()
    for key, value in node.items():
        found |= _named(key, value) or dependencies(value)
    return found


def _named(key: str, value: Any) -> set[str]:
    if key == "Ref" and isinstance(value, str):
        return {value}
    if key == "Fn::GetAtt":
        return {value.split(".")[0] if isinstance(value, str) else value[0]}
    if key == "DependsOn":
        return {value} if isinstance(value, str) else set(value)
    if key == "Fn::Sub" and isinstance(value, str):
        return set(_SUB_NAME.findall(value))
    return set()
