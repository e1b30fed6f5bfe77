import { openWindows } from '../../calendar/open-windows';
import type { ScaledService } from '../../core/contract/scaled-service';
import type { DecisionRecord } from '../../core/decision';
import { longestDelay } from '../../core/scaling-policy/longest-delay';
import type { ScalingPolicyDecision } from '../../core/scaling-policy/scaling-input';
import {
  decideService,
  findObstacle,
  ownCeilingAfter,
  type ServiceDecision,
  unitsOf,
} from '../../core/service-scaling/decide-service';
import { type MinuteCount, type ServiceState, STATE_FORMAT } from '../../core/service-scaling/service-table';
import type { KnownService } from './known-services';
import type { LearnedService } from './learn-minutes';
import type { ServiceScene } from './read-scene';

const MINUTE_MS = 60_000;
const MINUTE_SECONDS = 60;
/** Metrics of a minute come a few minutes after their delay, and after a missed tick a few more. */
const RAN_MINUTES = 20;

/** What was decided of one service. */
export interface ServiceOutcome {
  readonly service: ScaledService;
  readonly scene: ServiceScene;
  readonly decision: ServiceDecision;
  /** What the policy asked for; absent when it could not be asked. */
  readonly wish?: ScalingPolicyDecision;
  /** Whether the policy may change anything. */
  readonly isAutomatic: boolean;
  readonly state: ServiceState;
}

/** When it is decided, and whether decisions are carried out. */
export interface DecisionTime {
  readonly nowMs: number;
  readonly acts: boolean;
}

/** Decides about one service: the policy's wish first, then what becomes of it on AWS. Deterministic. */
export function decideOutcome(
  { service, state }: KnownService,
  scene: ServiceScene,
  { engine, engineState }: LearnedService,
  { nowMs, acts }: DecisionTime,
): ServiceOutcome {
  const { target, tasks } = scene;
  const input = { service, ...scene, ownCeiling: state?.ownCeiling };
  const obstacle = findObstacle(input);
  const wish =
    obstacle || target === undefined || tasks === undefined
      ? undefined
      : engine.decide({
          minute: Math.floor(nowMs / MINUTE_MS),
          desired: unitsOf(service, target, tasks),
          windows: openWindows(service.policy.windows, nowMs),
        });
  const decision = wish ? decideService(input, wish) : obstacle;
  if (decision === undefined) {
    throw new Error(`${service.resourceId} was neither decided about nor held`);
  }
  const kept = engineState();
  const isAutomatic = service.policy.mode === 'automatic';
  const ownCeiling = ownCeilingAfter(input, decision, acts && isAutomatic);
  return {
    service,
    scene,
    decision,
    ...(wish ? { wish } : {}),
    isAutomatic,
    state: {
      formatVersion: STATE_FORMAT,
      ...(kept ? { engine: kept } : {}),
      ran: ranUntil(state?.ran ?? [], scene, nowMs, service),
      ...(ownCeiling === undefined ? {} : { ownCeiling }),
      ...(scene.shortfall ? { shortfall: scene.shortfall } : {}),
    },
  };
}

/** Returns the counts of all minutes whose metrics may come yet. */
function ranUntil(
  ran: readonly MinuteCount[],
  { tasks }: ServiceScene,
  nowMs: number,
  { policy }: ScaledService,
): readonly MinuteCount[] {
  const now = Math.floor(nowMs / MINUTE_MS);
  const oldest = now - RAN_MINUTES - Math.ceil(longestDelay(policy) / MINUTE_SECONDS);
  const recent = ran.filter(({ minute }) => minute < now && minute > oldest);
  return tasks ? [...recent, { minute: now, tasks: tasks.running, desired: tasks.desired }] : recent;
}

/** Returns a decision as it is kept, sent and logged. */
export function serviceRecord({ decision, wish, scene, isAutomatic }: ServiceOutcome, acts: boolean): DecisionRecord {
  const { target, tasks } = scene;
  const { floor = null, ceiling = null } = decision.kind === 'hold' ? {} : decision.bounds;
  return {
    kind: decision.kind,
    reason: decision.reason,
    acts: acts && isAutomatic && decision.kind !== 'hold',
    details: {
      floor,
      ceiling,
      floorBefore: target?.floor ?? null,
      ceilingBefore: target?.ceiling ?? null,
      running: tasks?.running ?? null,
      desired: tasks?.desired ?? null,
      decided: wish?.desired ?? null,
      expected: wish?.forecast?.expected ?? null,
      order: wish?.forecast?.order ?? null,
      ...(decision.kind === 'hold' ? { wanted: decision.wanted } : {}),
    },
  };
}
