import type { DecisionRecord } from '../../core/decision';
import { SERVICE_CONTROLLER } from '../../core/service-scaling/service-table';
import { attempt } from '../attempt';
import { inParallel } from '../in-parallel';
import type { Turn } from '../ports';
import { keepNews } from '../report/report-decisions';
import { type SubjectDecision, selectNews } from '../report/select-news';
import { usableMemory } from '../usable-memory';
import { actOnServices } from './act-on-services';
import { type DecisionTime, decideOutcome, type ServiceOutcome, serviceRecord } from './decide-services';
import { type FaultyService, type KnownService, knowServices } from './known-services';
import { type LearnedService, learnMinutes } from './learn-minutes';
import { readScenes, type ServiceScene } from './read-scene';
import { reportServices } from './report-services';
import {
  MEMORY_FORMAT,
  type ServiceScalerMemory,
  type ServiceScalerPorts,
  type ServiceScalerSettings,
} from './service-scaler-ports';

/** States are saved so many at a time. */
const SAVE_WIDTH = 16;

/**
 * Runs one tick: reads the state anew, decides, keeps reasons and states, confirms that this turn is still the newest, acts, reports. A
 * crash between any two of these costs one tick: bounds are absolute, and minutes that were not taken in are read again.
 *
 * @throws AggregateError of what failed for some services alone: metrics, tasks or activities that could not be read, decisions that could
 * not be made, states that could not be kept, bounds that AWS refused to set. All others were served before.
 */
export async function runServiceScalerTick(ports: ServiceScalerPorts, settings: ServiceScalerSettings): Promise<void> {
  const taken = await ports.table.takeTurn<ServiceScalerMemory>(SERVICE_CONTROLLER);
  const turn: Turn = { controller: SERVICE_CONTROLLER, version: taken.version };
  const nowMs = ports.clock();
  const { known, faulty } = knowServices(await ports.table.readServices());
  const [{ scenes, errors: unread }, learned] = await Promise.all([
    readScenes(ports, known, nowMs),
    learnMinutes(ports, known, nowMs),
  ]);
  const { outcomes, errors: undecided } = await decideEach(known, scenes, learned.services, {
    nowMs,
    acts: settings.acts,
  });

  const decided = recordsOf(outcomes, faulty, settings.acts);
  const { news, lastKept } = selectNews(decided, usableMemory(taken, MEMORY_FORMAT)?.lastKept);
  await keepNews(ports.table, turn, nowMs, news);
  const unsaved = await saveStates(ports, turn, outcomes);
  const remembered = { formatVersion: MEMORY_FORMAT, lastKept };
  if (!(await ports.table.saveMemory<ServiceScalerMemory>(SERVICE_CONTROLLER, turn.version, remembered))) {
    ports.log.log('warn', 'a newer tick of the service scaler is running, so this one leaves it to that', { ...turn });
    return;
  }

  const { done, errors: refused } = settings.acts
    ? await actOnServices(ports, outcomes)
    : { done: outcomes, errors: [] };
  const spoiled = done.filter((outcome, index) => outcome !== outcomes[index]);
  const unkept: Error[] = [];
  // The history said beforehand what was to be done; later than that, since its entries are told apart by their time.
  const laterMs = Math.max(nowMs + 1, ports.clock());
  await attempt(unkept, 'what became of decisions', () =>
    keepNews(ports.table, turn, laterMs, recordsOf(spoiled, [], settings.acts)),
  );
  const subjects = new Set(news.map(({ subject }) => subject));
  await reportServices(ports, settings, {
    nowMs,
    done,
    faulty,
    records: recordsOf(done, faulty, settings.acts),
    subjects,
  });
  const errors = [...unread, ...learned.errors, ...undecided, ...unsaved, ...refused, ...unkept];
  if (errors.length > 0) {
    throw new AggregateError(errors, errors.map(({ message }) => message).join('; '));
  }
}

/** One service that cannot be decided about stops no other. */
async function decideEach(
  known: readonly KnownService[],
  scenes: ReadonlyMap<string, ServiceScene>,
  learned: readonly LearnedService[],
  time: DecisionTime,
) {
  const outcomes: ServiceOutcome[] = [];
  const errors: Error[] = [];
  for (const [index, one] of known.entries()) {
    const { resourceId } = one.service;
    const scene = scenes.get(resourceId);
    const lesson = learned[index];
    const outcome =
      scene && lesson && (await attempt(errors, resourceId, () => decideOutcome(one, scene, lesson, time)));
    outcomes.push(...(outcome ? [outcome] : []));
  }
  return { outcomes, errors };
}

/** States are safe to lose, so that one that cannot be kept stops nothing. */
async function saveStates(
  { table }: Pick<ServiceScalerPorts, 'table'>,
  turn: Turn,
  outcomes: readonly ServiceOutcome[],
): Promise<readonly Error[]> {
  const errors: Error[] = [];
  await inParallel(SAVE_WIDTH, outcomes, async ({ service: { resourceId }, state }) => {
    await attempt(errors, `state of ${resourceId}`, () => table.saveState(turn, resourceId, state));
  });
  return errors;
}

function recordsOf(
  outcomes: readonly ServiceOutcome[],
  faulty: readonly FaultyService[],
  acts: boolean,
): readonly SubjectDecision[] {
  return [
    ...outcomes.map((outcome) => ({ subject: outcome.service.resourceId, decision: serviceRecord(outcome, acts) })),
    ...faulty.map(({ resourceId, faults }) => ({ subject: resourceId, decision: faultRecord(faults) })),
  ];
}

function faultRecord(faults: readonly string[]): DecisionRecord {
  const reason = { code: 'bad-service', text: `its item in the table is faulty; deploy again: ${faults.join('; ')}` };
  return { kind: 'hold', reason, acts: false, details: { wanted: true } };
}
