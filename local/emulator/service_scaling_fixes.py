"""Scalable targets of ECS services: bounds that take effect, and the list of activities that moto lacks."""

import json
from typing import Any

from moto.applicationautoscaling.models import ApplicationAutoscalingBackend
from moto.applicationautoscaling.responses import ApplicationAutoScalingResponse

_stock_register = ApplicationAutoscalingBackend.register_scalable_target


def install() -> None:
    """Mend them."""
    ApplicationAutoscalingBackend.register_scalable_target = _register_scalable_target
    ApplicationAutoScalingResponse.describe_scaling_activities = _describe_scaling_activities


def _register_scalable_target(
    backend: ApplicationAutoscalingBackend, namespace: str, r_id: str, *given: Any, **named: Any
) -> Any:
    """A service's desired count is brought within the bounds, and its tasks run at once."""
    target = _stock_register(backend, namespace, r_id, *given, **named)
    if namespace == "ecs":
        _, cluster, name = r_id.split("/")
        services, _ = backend.ecs_backend.describe_services(cluster, [name])
        desired = services[0].desired_count
        bounded = min(max(desired, target.min_capacity), target.max_capacity)
        if bounded != desired:
            wanted = {"cluster": cluster, "service": name, "desired_count": bounded}
            backend.ecs_backend.update_service(wanted)
    return target


def _describe_scaling_activities(response: ApplicationAutoScalingResponse) -> str:
    """None fails here, so there is none to tell of."""
    return json.dumps({"ScalingActivities": []})
