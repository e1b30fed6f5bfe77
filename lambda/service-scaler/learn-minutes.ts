import { ScalingEngine, type ScalingEngineState } from '../../core/scaling-policy/scaling-engine';
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

/** Two weeks take an engine a good part of a second, and a tick must end in time. */
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
): Promise<readonly LearnedService[]> {
  const onFault = (fault: string) => ports.log.log('warn', fault, { code: 'metric-unreadable' });
  let histories = 0;
  const lessons = known.map((one) => {
    const lesson = plan(one, nowMs);
    if (!isLong(lesson.span)) {
      return lesson;
    }
    histories += 1;
    return histories <= HISTORIES_PER_TICK ? lesson : postpone(lesson, nowMs);
  });
  const together = lessons.filter(({ span }) => !isLong(span));
  const batches = [together, ...lessons.filter(({ span }) => isLong(span)).map((lesson) => [lesson])];
  for (const batch of batches) {
    const minutes = await readMinutes(ports.metrics, batch, nowMs, onFault);
    batch.forEach(({ engine }, index) => {
      for (const readings of minutes[index] ?? []) {
        engine.observe(readings);
      }
    });
  }
  return lessons.map(({ known: { state }, engine, isKept }) => ({
    engine,
    engineState: () => (isKept ? engine.state() : state?.engine),
  }));
}

function plan(known: KnownService, nowMs: number): Lesson {
  const { service, state } = known;
  const isSame = state?.rules === JSON.stringify(service.policy.rules);
  const engine = new ScalingEngine(service.policy, isSame ? state?.engine : undefined);
  const reader = { service, lastMinute: engine.lastMinute, ran: state?.ran ?? [] };
  return { known, engine, reader, span: unreadSpan(reader, nowMs), isKept: true };
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
