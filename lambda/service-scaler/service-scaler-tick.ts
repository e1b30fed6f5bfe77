import type { DecisionRecord } from '../../core/decision';
import { SERVICE_CONTROLLER } from '../../core/service-scaling/service-table';
import { inParallel } from '../in-parallel';
import type { ControllerTurn, Turn } from '../ports';
import { keepNews } from '../report/report-decisions';
import { type SubjectDecision, selectNews } from '../report/select-news';
import { actOnServices } from './act-on-services';
import { decideOutcome, type ServiceOutcome, serviceRecord } from './decide-services';
import { type FaultyService, knowServices } from './known-services';
import { learnMinutes } from './learn-minutes';
import { readScenes } from './read-scene';
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
 * @throws Error that names the services whose bounds AWS refused to set, after all others were served.
 */
export async function runServiceScalerTick(ports: ServiceScalerPorts, settings: ServiceScalerSettings): Promise<void> {
  const taken = await ports.table.takeTurn<ServiceScalerMemory>(SERVICE_CONTROLLER);
  const turn: Turn = { controller: SERVICE_CONTROLLER, version: taken.version };
  const nowMs = ports.clock();
  const { known, faulty } = knowServices(await ports.table.readServices());
  const [scenes, learned] = await Promise.all([readScenes(ports, known, nowMs), learnMinutes(ports, known, nowMs)]);
  const outcomes = known.flatMap((one, index) => {
    const scene = scenes.get(one.service.resourceId);
    const lesson = learned[index];
    return scene && lesson ? [decideOutcome(one, scene, lesson, nowMs)] : [];
  });

  const decided = recordsOf(outcomes, faulty, settings.acts);
  const { news, lastKept } = selectNews(decided, usable(taken)?.lastKept);
  await keepNews(ports.table, turn, nowMs, news);
  await inParallel(SAVE_WIDTH, outcomes, async ({ service, state }) => {
    await ports.table.saveState(turn, service.resourceId, state);
  });
  const remembered = { formatVersion: MEMORY_FORMAT, lastKept };
  if (!(await ports.table.saveMemory<ServiceScalerMemory>(SERVICE_CONTROLLER, turn.version, remembered))) {
    ports.log.log('warn', 'a newer tick of the service scaler is running, so this one leaves it to that', { ...turn });
    return;
  }

  const { done, errors } = settings.acts ? await actOnServices(ports, outcomes) : { done: outcomes, errors: [] };
  const subjects = new Set(news.map(({ subject }) => subject));
  await reportServices(ports, settings, {
    nowMs,
    done,
    faulty,
    records: recordsOf(done, faulty, settings.acts),
    subjects,
  });
  if (errors.length > 0) {
    throw new AggregateError(errors, errors.map(({ message }) => message).join('; '));
  }
}

/** What another format remembers is worth less than the certainty of reading it right. */
function usable(taken: ControllerTurn<ServiceScalerMemory>): ServiceScalerMemory | undefined {
  return taken.memory?.formatVersion === MEMORY_FORMAT ? taken.memory : undefined;
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
