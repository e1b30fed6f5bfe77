"""Events that Auto Scaling sends to EventBridge."""

from typing import Any

from clock import CLOCK
from event_bridge import send_event


def send_lifecycle_action(group: Any, kind: str, detail: dict[str, Any]) -> None:
    """`EC2 Instance-launch Lifecycle Action` or its twin for terminate.

    @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-event-reference.html
    """
    _send(group, f"EC2 Instance-{kind} Lifecycle Action", detail)


def send_outcome(group: Any, kind: str, outcome: str, activity: Any, instance_id: str | None, zone: str | None) -> None:
    """`EC2 Instance Launch Successful`, and the like for Terminate and Unsuccessful."""
    detail = {
        "StatusCode": activity.status_code,
        "StatusMessage": activity.status_message or "",
        "AutoScalingGroupName": group.name,
        "ActivityId": activity.activity_id,
        "RequestId": activity.activity_id,
        "Description": activity.description,
        "Cause": activity.cause,
        "StartTime": activity.start_time.isoformat() + "Z",
        "EndTime": CLOCK.now().isoformat() + "Z",
        "Details": {"Availability Zone": zone},
    }
    if instance_id:
        detail["EC2InstanceId"] = instance_id
    _send(group, f"EC2 Instance {kind} {outcome}", detail)


def _send(group: Any, detail_type: str, detail: dict[str, Any]) -> None:
    send_event(
        group.region,
        source="aws.autoscaling",
        detail_type=detail_type,
        detail=detail,
        resources=[group.arn],
    )
