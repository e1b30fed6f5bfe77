import { EventType } from '../../core/contract/events';
import type { DecisionRecord } from '../../core/decision';
import type { ScalingOutcome } from '../../core/scaling/decide-scaling';
import { hold, type ScalingDecision, scalingRecord } from '../../core/scaling/scaling-decision';
import { sizingDetails } from '../../core/scaling/sizing-details';
import { type FleetSwitches, SWITCHES_KEY } from '../../core/table/table-schema';
import type { Turn } from '../ports';
import { keepNews, reportDecisions } from '../report/report-decisions';
import { type SubjectDecision, selectNews } from '../report/select-news';
import { throwAll } from '../throw-all';
import { usableMemory } from '../usable-memory';
import { actOnScaling } from './act-on-scaling';
import { decideWithShards } from './decide-with-shards';
import { actOnGuard, decideGuard } from './guard-group';
import { readScalingInput } from './read-scaling-input';
import { scalerMetrics } from './scaler-metrics';
import { MEMORY_FORMAT, type ScalerMemory, type ScalerPorts, type ScalerSettings } from './scaler-ports';

const SIZE_SUBJECT = 'size';

/**
 * Runs one tick: reads the state anew, decides, keeps the reasons, confirms that this turn is still the newest, acts,
 * reports. A crash between any two of these costs one tick: nothing is done whose reason is not kept, and whatever was
 * done is what the next tick reads.
 * @throws AggregateError of what AWS refused to do or to tell; all else is done by then, and reported.
 */
export async function runScalerTick(ports: ScalerPorts, settings: ScalerSettings): Promise<void> {
  const taken = await ports.table.takeTurn<ScalerMemory>('scaler');
  const turn: Turn = { controller: 'scaler', version: taken.version };
  const memory = usableMemory(taken, MEMORY_FORMAT);
  const { input: firstInput, observations, switches, faults: unread } = await readScalingInput(ports, settings, memory);
  const { input, outcome } = await decideWithShards(ports, firstInput);
  const guard = decideGuard(input.group, settings.acts);
  const isAllowed = settings.policy.scaling === 'automatic' || outcome.isOrdered;
  const changesSize = settings.acts && isAllowed;

  const told = switchRecords(switches);
  const decided = [...sizeRecords(outcome, decisionsOf(outcome), changesSize), ...groupRecords(guard), ...told];
  const { news, lastKept } = selectNews(decided, memory?.lastKept);
  await keepNews(ports.table, turn, input.nowMs, news);
  const { window, forecast, waste } = outcome;
  const remembered = {
    formatVersion: MEMORY_FORMAT,
    observations,
    window,
    forecast: forecast?.memory,
    waste,
    lastKept,
  };
  if (!(await ports.table.saveMemory<ScalerMemory>('scaler', turn.version, remembered))) {
    ports.log.log('warn', 'a newer tick of the scaler is running, so this one leaves it to that', { ...turn });
    return;
  }

  // The size at once, for no condition ties it to the turn: AWS has none for it.
  const faults = [...unread];
  const done = changesSize ? await actOnScaling(ports, turn, input, outcome, faults) : decisionsOf(outcome);
  const guarded = settings.acts && guard ? await actOnGuard(ports.group, guard, faults) : guard;
  const decisions = [...sizeRecords(outcome, done, changesSize), ...groupRecords(guarded), ...told];
  const bySubject = new Map(decisions.map((entry) => [entry.subject, entry]));
  await reportDecisions(ports, {
    fleetName: settings.fleetName,
    nowMs: input.nowMs,
    eventTypeOf: () => EventType.SCALING_DECISION,
    decisions,
    news: news.map((entry) => bySubject.get(entry.subject) ?? entry),
    metrics: scalerMetrics(input, outcome, done, changesSize),
  });
  throwAll(faults);
}

function decisionsOf({ decision, further }: ScalingOutcome): readonly ScalingDecision[] {
  return [decision, ...further];
}

function groupRecords(guard: DecisionRecord | undefined): readonly SubjectDecision[] {
  return guard ? [{ subject: 'group', decision: guard }] : [];
}

/** Of all three switches: somebody who edited the item by hand waits for what they do. */
function switchRecords({ unreadable }: FleetSwitches): readonly SubjectDecision[] {
  if (unreadable === undefined) {
    return [];
  }
  const text = `nobody can read ${unreadable.join(', ')} of the item ${SWITCHES_KEY.pk}, ${SWITCHES_KEY.sk}: off until then`;
  return [{ subject: 'switches', decision: scalingRecord(hold('switches-unreadable', text, true), false) }];
}

/** What became of a decision keeps its place, so it keeps its subject too. */
function sizeRecords(
  outcome: ScalingOutcome,
  decisions: readonly ScalingDecision[],
  acts: boolean,
): readonly SubjectDecision[] {
  const basis = sizingDetails(outcome);
  return decisions.map((decision, index) => ({
    subject: index === 0 ? SIZE_SUBJECT : `${SIZE_SUBJECT} ${index + 1}`,
    decision: scalingRecord(decision, acts, basis),
  }));
}
