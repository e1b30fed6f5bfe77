import type { ScaledService } from '../contract/scaled-service';
import type { Reason } from '../decision';
import type { ScalingPolicyDecision } from '../scaling-policy/scaling-input';
import type { ScalingPolicy } from '../scaling-policy/scaling-policy';
import type { ServiceTasks } from './find-shortage';

/** Bounds of a scalable target. */
export interface TargetBounds {
  readonly floor: number;
  readonly ceiling: number;
}

/** A scalable target as it stands. */
export interface ScalableTarget extends TargetBounds {
  /** Whether somebody suspended any of its scaling. */
  readonly suspended: boolean;
}

/** What is decided from, beside the policy's own decision. */
export interface ServiceInput {
  readonly service: ScaledService;
  /** Absent when there is no such target or service. */
  readonly target: ScalableTarget | undefined;
  readonly tasks: Pick<ServiceTasks, 'desired' | 'isDeploying'> | undefined;
  /** Why the service does not get its tasks, if so. */
  readonly shortage: Reason | undefined;
  /** The ceiling that the scaler set last, while that still stands. */
  readonly ownCeiling?: number;
}

/** What becomes of a service. */
export type ServiceDecision =
  | { readonly kind: 'hold'; readonly reason: Reason; readonly wanted: boolean }
  | {
      /** `set-bounds` leaves the number of units: it takes a bound over, or moves the ceiling. */
      readonly kind: 'scale-out' | 'scale-in' | 'set-bounds';
      readonly reason: Reason;
      readonly bounds: TargetBounds;
    };

/** Returns why nothing can be decided about a service, if so. */
export function findObstacle({ service, target, tasks }: ServiceInput): ServiceDecision | undefined {
  const { resourceId } = service;
  if (target === undefined) {
    return hold('no-target', `${resourceId} is no scalable target, so nobody may set its size`, true);
  }
  if (tasks === undefined) {
    return hold('no-service', `${resourceId} is no active ECS service`, true);
  }
  if (target.suspended) {
    return hold('suspended', `scaling of ${resourceId} is suspended; nothing is set until somebody resumes it`, true);
  }
  return undefined;
}

/** Returns the number that the policy decides about: the floor under target tracking, or desired itself. */
export function unitsOf(service: ScaledService, target: TargetBounds, tasks: Pick<ServiceTasks, 'desired'>): number {
  return service.actuator === 'floor' ? target.floor : tasks.desired;
}

/**
 * Returns what a policy's decision makes of a service (Law 1). Actuator `desired`: floor and ceiling both become the number. Actuator
 * `floor`: the floor becomes it, at most the target's ceiling; the ceiling moves only if the policy limits it by a window or by cost, or did.
 * Scale-out is held while AWS has no capacity, scale-in while the service is deployed; the ceiling is not. Deterministic, O(windows).
 */
export function decideService(input: ServiceInput, wish: ScalingPolicyDecision): ServiceDecision {
  const { service, target, tasks } = input;
  if (target === undefined || tasks === undefined) {
    throw new Error('findObstacle was not asked first');
  }
  const units = unitsOf(service, target, tasks);
  const bounds = boundsFor(input, target, wish);
  const held = heldBy(bounds.floor - units, input, wish);
  if (held) {
    return holdUnits(input, target, bounds.ceiling, held);
  }
  if (bounds.floor !== units) {
    return { kind: bounds.floor > units ? 'scale-out' : 'scale-in', reason: wish.reason, bounds };
  }
  if (bounds.ceiling !== target.ceiling || bounds.floor !== target.floor) {
    return { kind: 'set-bounds', reason: boundsReason(target, bounds), bounds };
  }
  if (wish.desired > bounds.floor) {
    const text = `${wish.reason.text}; the target's ceiling is ${target.ceiling}`;
    return hold('target-ceiling', text, true);
  }
  return { kind: 'hold', reason: wish.reason, wanted: wish.wanted };
}

/** Returns why the units may not change so, if so. */
function heldBy(change: number, { shortage, tasks }: ServiceInput, wish: ScalingPolicyDecision): Reason | undefined {
  if (change > 0) {
    return shortage;
  }
  const isHeld = change < 0 && tasks?.isDeploying;
  const text = `${wish.reason.text}; held while the service is being deployed`;
  return isHeld ? { code: 'deploying', text } : undefined;
}

/** The units stay; of the actuator `floor` the ceiling is set all the same, since it limits target tracking and not them. */
function holdUnits({ service }: ServiceInput, target: TargetBounds, wanted: number, held: Reason): ServiceDecision {
  const bounds = { floor: target.floor, ceiling: Math.max(target.floor, wanted) };
  if (service.actuator === 'desired' || bounds.ceiling === target.ceiling) {
    return { kind: 'hold', reason: held, wanted: true };
  }
  const { code, text } = boundsReason(target, bounds);
  return { kind: 'set-bounds', reason: { code, text: `${text}; ${held.text}` }, bounds };
}

function boundsFor(
  { service, ownCeiling }: ServiceInput,
  target: TargetBounds,
  wish: ScalingPolicyDecision,
): TargetBounds {
  if (service.actuator === 'desired') {
    return { floor: wish.desired, ceiling: wish.desired };
  }
  const { policy } = service;
  // What was set under another actuator or policy would hold target tracking down for ever: a deployment sees no change to make.
  const left = target.ceiling === ownCeiling ? Math.max(target.ceiling, policy.mostUnits) : target.ceiling;
  const ceiling = movesCeiling(policy) ? wish.ceiling : left;
  return { floor: Math.min(wish.desired, ceiling), ceiling };
}

/** Returns the ceiling that is the scaler's once its decision is carried out, if it `acts`; nothing when it is somebody else's. */
export function ownCeilingAfter(
  { service, target, ownCeiling }: ServiceInput,
  decision: ServiceDecision,
  acts: boolean,
): number | undefined {
  const isOurs = service.actuator === 'desired' || movesCeiling(service.policy);
  if (acts && isOurs && decision.kind !== 'hold') {
    return decision.bounds.ceiling;
  }
  return target?.ceiling === ownCeiling ? ownCeiling : undefined;
}

/** Whether the policy limits from above what target tracking may do, so that the ceiling is ours. */
export function movesCeiling({ windows, costCeiling }: Pick<ScalingPolicy, 'windows' | 'costCeiling'>): boolean {
  return costCeiling !== undefined || windows.some(({ ceiling }) => ceiling !== undefined);
}

function boundsReason(target: TargetBounds, { floor, ceiling }: TargetBounds): Reason {
  const text = `the bounds were ${target.floor} to ${target.ceiling} and are to be ${floor} to ${ceiling}`;
  return { code: 'bounds-differ', text };
}

function hold(code: string, text: string, wanted: boolean): ServiceDecision {
  return { kind: 'hold', reason: { code, text }, wanted };
}
