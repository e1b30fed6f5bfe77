import { ScalingEngine, type ScalingEngineState } from '../../core/scaling-policy/scaling-engine';
import type { MinuteReadings } from '../../core/scaling-policy/scaling-input';
import { attempt } from '../attempt';
import type { KnownService } from './known-services';
import {
  CATCH_UP_MINUTES,
  isLong,
  type MinuteReader,
  type MinuteSpan,
  newestReadable,
  readMinutes,
  unreadSpan,
} from './read-minutes';
import type { ServiceScalerPorts } from './service-scaler-ports';

/** A service's engine, which has taken in what there is to know. */
export interface LearnedService {
  readonly engine: ScalingEngine;
  /** What is to be remembered; absent while the engine goes by the last hours alone, until its history can be read. */
  readonly engineState: () => ScalingEngineState | undefined;
}

/** What was learned of all services. */
export interface Learned {
  /** In the order of the services. */
  readonly services: readonly LearnedService[];
  /** Of reads that failed: these engines know no newer minutes, and are asked nevertheless, since bounds hold without metrics. */
  readonly errors: readonly Error[];
}

const MINUTE_MS = 60_000;
/** Two weeks take a predictive rule a good part of a second, and a tick must end in time. The last service may go beyond. */
const HISTORIES_PER_TICK = 3;

/** One service on its way: what its engine lacks. */
interface Lesson {
  readonly known: KnownService;
  readonly engine: ScalingEngine;
  readonly reader: MinuteReader;
  readonly span: MinuteSpan;
  readonly isKept: boolean;
}

/**
 * Returns the services' engines, restored and brought up to date, in order. What the last hours hold is read by one batched call for
 * all; long histories, at the start or after a lost state, a few in each tick. Until its turn comes a service's engine is made anew from the
 * last hours in each tick, which decides as one without history does.
 */
export async function learnMinutes(
  ports: Pick<ServiceScalerPorts, 'metrics' | 'log'>,
  known: readonly KnownService[],
  nowMs: number,
): Promise<Learned> {
  const onFault = (fault: string) => ports.log.log('warn', fault, { code: 'metric-unreadable' });
  let histories = 0;
  const lessons = known.map((one) => {
    const lesson = plan(one, nowMs);
    if (!isLong(lesson.span)) {
      return lesson;
    }
    const isItsTurn = histories < HISTORIES_PER_TICK;
    histories += one.service.policy.rules.filter(({ kind }) => kind === 'predictive').length;
    return isItsTurn ? lesson : postpone(lesson, nowMs);
  });
  const together = lessons.filter(({ span }) => !isLong(span));
  const batches = [together, ...lessons.filter(({ span }) => isLong(span)).map((lesson) => [lesson])];
  const errors: Error[] = [];
  const torn = new Set<Lesson>();
  for (const batch of batches) {
    const read = await attempt(errors, `metrics of ${batch.length} services`, () =>
      readMinutes(ports.metrics, batch, onFault),
    );
    for (const [index, lesson] of batch.entries()) {
      const { minutes, isTorn } = read?.[index] ?? { minutes: [], isTorn: false };
      await attempt(errors, lesson.known.service.resourceId, () => learn(lesson, minutes));
      // Weeks are learned once: kept with a gap, they would be so for good.
      if (isTorn && isLong(lesson.span)) {
        torn.add(lesson);
      }
    }
  }
  const services = lessons.map((lesson) => ({
    engine: lesson.engine,
    engineState: () => (lesson.isKept && !torn.has(lesson) ? lesson.engine.state() : lesson.known.state?.engine),
  }));
  return { services, errors };
}

function learn({ engine }: Lesson, minutes: readonly MinuteReadings[]): void {
  for (const readings of minutes) {
    engine.observe(readings);
  }
}

function plan(known: KnownService, nowMs: number): Lesson {
  const { service, state } = known;
  const engine = restoredEngine(known, nowMs);
  const reader = { service, lastMinute: engine.lastMinute, ran: state?.ran ?? [] };
  return { known, engine, reader, span: unreadSpan(reader, nowMs), isKept: true };
}

/** Minutes of a clock that was ahead would keep the real ones out until they come. */
function restoredEngine({ service, state }: KnownService, nowMs: number): ScalingEngine {
  const engine = new ScalingEngine(service.policy, state?.engine);
  const isAhead = engine.lastMinute !== undefined && engine.lastMinute > Math.floor(nowMs / MINUTE_MS);
  return isAhead ? new ScalingEngine(service.policy) : engine;
}

/** The old state, if any, stays for the turn in which its gap is read. */
function postpone({ known, reader }: Lesson, nowMs: number): Lesson {
  const last = newestReadable(known.service, nowMs);
  return {
    known,
    engine: new ScalingEngine(known.service.policy),
    reader: { ...reader, lastMinute: undefined },
    span: { first: last - CATCH_UP_MINUTES + 1, last },
    isKept: false,
  };
}
