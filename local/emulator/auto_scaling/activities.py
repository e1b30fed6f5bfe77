"""Scaling activities, as DescribeScalingActivities lists them."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from clock import CLOCK

# AWS keeps six weeks; a day played fast needs far less.
KEPT_PER_GROUP = 1000


@dataclass
class ScalingActivity:
    """One launch or termination. Named as moto's serializer expects."""

    auto_scaling_group_name: str
    description: str
    cause: str
    status_code: str = "InProgress"
    status_message: str | None = None
    details: str = "{}"
    progress: int = 0
    end_time: datetime | None = None
    activity_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    start_time: datetime = field(default_factory=CLOCK.now)

    def end(self, status_code: str, status_message: str | None = None) -> None:
        """Note how it went: Successful, Failed or Cancelled."""
        self.status_code = status_code
        self.status_message = status_message
        self.progress = 100
        self.end_time = CLOCK.now()


def list_activities(activities: list[ScalingActivity], group_name: str | None, ids: list[str]) -> list[Any]:
    """Newest first; of one group, and of these ids, where given."""
    return [
        activity
        for activity in reversed(activities)
        if (not group_name or activity.auto_scaling_group_name == group_name)
        and (not ids or activity.activity_id in ids)
    ]
