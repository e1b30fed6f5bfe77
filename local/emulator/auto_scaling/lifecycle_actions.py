"""Instances that wait for a lifecycle hook, and what ends their wait."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from auto_scaling.notices import send_lifecycle_action
from clock import CLOCK

LAUNCHING = "autoscaling:EC2_INSTANCE_LAUNCHING"
TERMINATING = "autoscaling:EC2_INSTANCE_TERMINATING"
LONGEST_WAIT_MS = 48 * 3600 * 1000
LONGEST_WAIT_HEARTBEATS = 100

Ended = Callable[[str, str], None]


@dataclass
class LifecycleAction:
    """One hook's hold on one instance."""

    instance: Any
    hook: Any
    ended: Ended
    token: str = field(default_factory=lambda: str(uuid.uuid4()))
    deadline_ms: int = 0
    last_deadline_ms: int = 0

    def __post_init__(self) -> None:
        # The whole wait is bounded by 48 hours and by 100 heartbeats, whichever is smaller.
        self.last_deadline_ms = CLOCK.now_ms() + min(LONGEST_WAIT_MS, LONGEST_WAIT_HEARTBEATS * self._timeout_ms())
        self.heartbeat()

    def heartbeat(self) -> None:
        """Wait another heartbeat timeout from now."""
        self.deadline_ms = min(CLOCK.now_ms() + self._timeout_ms(), self.last_deadline_ms)

    def matches(self, group_name: str, hook_name: str, token: str | None, instance_id: str | None) -> bool:
        """Whether a caller that names these means this action."""
        if self.hook.auto_scaling_group_name != group_name or self.hook.name != hook_name:
            return False
        return self.token == token if token else self.instance.instance.id == instance_id

    def _timeout_ms(self) -> int:
        return int(self.hook.heartbeat_timeout) * 1000


class LifecycleActions:
    """All waits of all groups. Used under the Auto Scaling lock."""

    def __init__(self) -> None:
        self._actions: list[LifecycleAction] = []

    def begin(self, group: Any, instance: Any, transition: str, ended: Ended) -> bool:
        """Whether hooks hold the instance now. `ended(result, reason)` is called once, when the wait is over."""
        backend = group.autoscaling_backend
        hooks = [
            hook for hook in backend.describe_lifecycle_hooks(group.name) if hook.lifecycle_transition == transition
        ]
        for hook in hooks:
            action = LifecycleAction(instance, hook, ended)
            self._actions.append(action)
            self._announce(group, action)
        return bool(hooks)

    def find(
        self, group_name: str, hook_name: str, token: str | None, instance_id: str | None
    ) -> LifecycleAction | None:
        """The action that a caller names, or None."""
        found = (action for action in self._actions if action.matches(group_name, hook_name, token, instance_id))
        return next(found, None)

    def complete(self, action: LifecycleAction, result: str, reason: str) -> None:
        """End one hook's hold: the instance goes on when it was the last one, or at once on ABANDON."""
        self._actions.remove(action)
        others = [other for other in self._actions if other.instance is action.instance]
        if result == "CONTINUE" and others:
            return
        self.forget(action.instance)
        action.ended(result, reason)

    def forget(self, instance: Any) -> None:
        """Drop every hold on an instance that is gone."""
        self._actions = [action for action in self._actions if action.instance is not instance]

    def expire(self, now_ms: int) -> None:
        """End every hold whose deadline has passed, with the hook's default result."""
        while True:
            late = [action for action in self._actions if action.deadline_ms <= now_ms]
            if not late:
                return
            first = min(late, key=lambda action: action.deadline_ms)
            self.complete(first, first.hook.default_result, "Heartbeat Timeout")

    def shift(self, shift_ms: int) -> None:
        """Move every deadline, when the clock changes from wall time to virtual time."""
        for action in self._actions:
            action.deadline_ms += shift_ms
            action.last_deadline_ms += shift_ms

    def _announce(self, group: Any, action: LifecycleAction) -> None:
        kind = "launch" if action.hook.lifecycle_transition == LAUNCHING else "terminate"
        detail = {
            "LifecycleActionToken": action.token,
            "AutoScalingGroupName": group.name,
            "LifecycleHookName": action.hook.name,
            "EC2InstanceId": action.instance.instance.id,
            "LifecycleTransition": action.hook.lifecycle_transition,
        }
        if getattr(action.hook, "notification_metadata", None):
            detail["NotificationMetadata"] = action.hook.notification_metadata
        send_lifecycle_action(group, kind, detail)


LIFECYCLE_ACTIONS = LifecycleActions()
