"""Small faults of moto that stand in the kit's way."""

import copy
import enum
import uuid
from typing import Any

import moto.applicationautoscaling.models as scaling_models
import moto.applicationautoscaling.responses as scaling_responses
import moto.stepfunctions.models as state_machine_models
from moto.core.config import default_user_config
from moto.ecs.models import EC2ContainerServiceBackend
from moto.elbv2.models import FakeLoadBalancer, FakeTargetGroup
from moto.sqs.models import Queue
from moto.stepfunctions.parser.models import StepFunctionsParserBackend

from settings import SETTINGS

_stock_init_scaling_policy = scaling_models.FakeApplicationAutoscalingPolicy.__init__
_stock_load_balancer_attribute = FakeLoadBalancer.get_cfn_attribute
_stock_describe_providers = EC2ContainerServiceBackend.describe_capacity_providers
_stock_start_execution = StepFunctionsParserBackend.start_execution


def install() -> None:
    """Mend them."""
    default_user_config["stepfunctions"]["execute_state_machine"] = True
    default_user_config["iam"]["load_aws_managed_policies"] = True
    # SDKs send a queue's calls to the host of its address.
    Queue.physical_resource_id = property(lambda queue: f"{SETTINGS.url}/{queue.account_id}/{queue.name}")
    FakeTargetGroup.get_cfn_attribute = _target_group_attribute
    FakeLoadBalancer.get_cfn_attribute = _load_balancer_attribute
    StepFunctionsParserBackend.start_execution = _start_execution
    for name in ("StateMachine", "StateMachineInstance"):
        getattr(state_machine_models, name).__deepcopy__ = _copy_without_executions
    EC2ContainerServiceBackend.describe_capacity_providers = _describe_capacity_providers
    _add_elasticache_dimensions()
    scaling_models.FakeApplicationAutoscalingPolicy.__init__ = _init_scaling_policy


def _init_scaling_policy(
    policy: scaling_models.FakeApplicationAutoscalingPolicy, policy_type: str | None, **named: Any
) -> None:
    """Also takes predictive policies, which moto refuses: their name and type are kept, and nothing is forecast."""
    # Of the two types that moto knows, step scaling makes no alarms.
    known = "StepScaling" if policy_type == "PredictiveScaling" else policy_type
    _stock_init_scaling_policy(policy, policy_type=known, **named)
    policy.policy_type = policy_type


def _describe_capacity_providers(backend: EC2ContainerServiceBackend, names: list[str] | None) -> Any:
    """All of them when no name is given."""
    return _stock_describe_providers(backend, names or list(backend.capacity_providers))


def _target_group_attribute(group: FakeTargetGroup, attribute: str) -> Any:
    attributes = {
        "TargetGroupFullName": group.arn.split(":")[-1],
        "TargetGroupName": group.name,
        "TargetGroupArn": group.arn,
        "LoadBalancerArns": group.load_balancer_arns,
    }
    return attributes[attribute]


def _load_balancer_attribute(balancer: FakeLoadBalancer, attribute: str) -> Any:
    if attribute == "LoadBalancerFullName":
        return balancer.arn.split(":loadbalancer/")[-1]
    return _stock_load_balancer_attribute(balancer, attribute)


def _start_execution(backend: StepFunctionsParserBackend, *given: Any, **named: Any) -> Any:
    """Executions started without a name would all be called None."""
    if "name" in named:
        named["name"] = named["name"] or str(uuid.uuid4())
    elif len(given) > 1:
        given = (given[0], given[1] or str(uuid.uuid4()), *given[2:])
    return _stock_start_execution(backend, *given, **named)


def _copy_without_executions(machine: Any, memo: dict[int, Any]) -> Any:
    """A deep copy would follow executions into their running threads."""
    other = copy.copy(machine)
    other.executions = []
    return other


def _add_elasticache_dimensions() -> None:
    namespaces = _extended(scaling_models.ServiceNamespaceValueSet, {"ELASTICACHE": "elasticache"})
    dimensions = _extended(
        scaling_models.ScalableDimensionValueSet,
        {
            "ELASTICACHE_REPLICAS": "elasticache:replication-group:Replicas",
            "ELASTICACHE_NODE_GROUPS": "elasticache:replication-group:NodeGroups",
        },
    )
    for module in (scaling_models, scaling_responses):
        module.ServiceNamespaceValueSet = namespaces
        module.ScalableDimensionValueSet = dimensions


def _extended(kind: type[enum.Enum], more: dict[str, str]) -> type[enum.Enum]:
    members = {member.name: member.value for member in kind}
    return enum.Enum(kind.__name__, {**members, **more})
