import type { MetricSource, ScaledService } from '../../core/contract/scaled-service';
import { longestDelay } from '../../core/scaling-policy/longest-delay';
import type { MinuteReadings } from '../../core/scaling-policy/scaling-input';
import { metricsOf } from '../../core/service-scaling/parse-scaled-service';
import type { MinuteCount } from '../../core/service-scaling/service-table';
import type { MetricHistoryPort, MetricReadings } from './service-scaler-ports';

const SECOND_MS = 1000;
const MINUTE_MS = 60_000;
const DAY_MINUTES = 1440;

/** A service whose state reaches no further back than this is caught up with together with all others. */
export const CATCH_UP_MINUTES = 180;
/**
 * A predictive rule learns from the weeks before, once.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html on 15 days of minutes
 */
const HISTORY_MINUTES = 14 * DAY_MINUTES;
/** What is missing of a minute that can be read may be late; after so many it does not come. */
const AWAITED_MINUTES = 2;
/** A metric that came in none of so many minutes before is not waited for. */
const EVIDENCE_MINUTES = 2;

/** What CloudWatch says where the same query may be answered the next time; `no answer` is ours. */
const TORN = /^(InternalError|PartialData|no answer)/;

/** A service of which minutes are to be read. */
export interface MinuteReader {
  readonly service: ScaledService;
  /** The newest minute that its engine knows. */
  readonly lastMinute: number | undefined;
  readonly ran: readonly MinuteCount[];
}

/** Minutes to read of a service, both included; none when `first` is after `last`. */
export interface MinuteSpan {
  readonly first: number;
  readonly last: number;
}

/** What was read of a service. */
export interface ReadMinutes {
  /** Oldest first. */
  readonly minutes: readonly MinuteReadings[];
  /** Whether CloudWatch broke off, so that some of it may come the next time. */
  readonly isTorn: boolean;
}

/** Returns the newest minute whose metrics can be read: it ended at least the policy's metric delay ago. */
export function newestReadable({ policy }: ScaledService, nowMs: number): number {
  return Math.floor((nowMs - SECOND_MS * longestDelay(policy)) / MINUTE_MS) - 1;
}

/** Returns the minutes that a service's engine has not seen: a long history at first, if some rule learns from it. */
export function unreadSpan({ service, lastMinute }: MinuteReader, nowMs: number): MinuteSpan {
  const last = newestReadable(service, nowMs);
  const learns = service.policy.rules.some(({ kind }) => kind === 'predictive');
  const oldest = last - (learns ? HISTORY_MINUTES : CATCH_UP_MINUTES) + 1;
  return { first: Math.max(oldest, (lastMinute ?? Number.NEGATIVE_INFINITY) + 1), last };
}

/** Whether so much is missing that it is read apart from the other services. */
export function isLong({ first, last }: MinuteSpan): boolean {
  return last - first + 1 > CATCH_UP_MINUTES;
}

/**
 * Reads minutes of several services in one batched call and returns those of each within its own span. Minutes at the end of
 * which something may come yet are left for the next tick, until they are too old to be late. Faults of single metrics are told to `onFault`.
 */
export async function readMinutes(
  port: MetricHistoryPort,
  readers: readonly { readonly reader: MinuteReader; readonly span: MinuteSpan }[],
  onFault: (fault: string) => void,
): Promise<readonly ReadMinutes[]> {
  const wanted = readers.filter(({ span }) => span.first <= span.last);
  if (wanted.length === 0) {
    return readers.map(() => ({ minutes: [], isTorn: false }));
  }
  const first = Math.min(
    ...wanted.map(({ span }) => Math.min(span.first, span.last + 1 - AWAITED_MINUTES - EVIDENCE_MINUTES)),
  );
  const last = Math.max(...wanted.map(({ span }) => span.last));
  const sources = readers.map(({ reader, span }) => (span.first <= span.last ? sourcesOf(reader.service) : []));
  const read = await port.read(
    sources.flat().map(({ source }) => source),
    first,
    last,
  );
  let place = 0;
  return readers.map(({ reader, span }, index) => {
    const columns = (sources[index] ?? []).map(({ name, source }) => {
      const readings = read[place];
      place += 1;
      if (readings?.fault !== undefined) {
        onFault(`${reader.service.resourceId}: ${name}: ${readings.fault}`);
      }
      const { values = new Map<number, number>(), fault } = readings ?? {};
      return { name, values, emptyIs: emptyIs(source, readings), isTorn: TORN.test(fault ?? '') };
    });
    return { minutes: toMinutes(reader, span, columns), isTorn: columns.some(({ isTorn }) => isTorn) };
  });
}

interface Column {
  readonly name: string;
  readonly values: MetricReadings['values'];
  /** What a minute without a datum means; absent when nobody knows. */
  readonly emptyIs: number | undefined;
  /** Whether CloudWatch broke off. */
  readonly isTorn: boolean;
}

/** Of a metric that could not be read nothing is known, so that nothing is taken for its emptiness. */
function emptyIs(source: MetricSource, readings: MetricReadings | undefined): number | undefined {
  return readings === undefined || readings.fault !== undefined ? undefined : source.emptyIs;
}

function sourcesOf({ policy, metrics }: ScaledService): readonly { name: string; source: MetricSource }[] {
  return metricsOf(policy).flatMap((name) => {
    const source = metrics[name];
    return source ? [{ name, source }] : [];
  });
}

function toMinutes({ ran }: MinuteReader, span: MinuteSpan, columns: readonly Column[]): readonly MinuteReadings[] {
  const counts = new Map(ran.map((count) => [count.minute, count]));
  const minutes: MinuteReadings[] = [];
  const end = lastComplete(span, columns);
  for (let minute = span.first; minute <= end; minute += 1) {
    const values = Object.fromEntries(
      columns.map(({ name, values: read, emptyIs: empty }) => [name, read.get(minute) ?? empty]),
    );
    minutes.push({ minute, values, ...readyIn(counts, minute) });
  }
  return minutes;
}

/**
 * Returns the tasks that a minute's means are over. They are counted within minutes, so that what is given up may go between a minute's count and
 * its end: over too many, less load looks like more, and would be ordered again. Tasks that are to be there and are not come and go, and count.
 */
function readyIn(ran: ReadonlyMap<number, MinuteCount>, minute: number): { readonly ready?: number } {
  const counted = ran.get(minute);
  if (counted === undefined) {
    return {};
  }
  const { tasks, desired = tasks } = ran.get(minute + 1) ?? counted;
  return { ready: Math.min(counted.tasks, Math.max(tasks, desired)) };
}

function lastComplete({ first, last }: MinuteSpan, columns: readonly Column[]): number {
  let end = last;
  while (end >= first && end > last - AWAITED_MINUTES && mayComeYet(columns, end)) {
    end -= 1;
  }
  return end;
}

/** A minute is waited for while nothing of it is there, or what is missing would be taken for a number, or came for the minutes before. */
function mayComeYet(columns: readonly Column[], minute: number): boolean {
  const lacking = columns.filter(({ values }) => !values.has(minute));
  const isAwaited = (column: Column) => column.emptyIs !== undefined || column.isTorn || cameBefore(column, minute);
  return lacking.length === columns.length || lacking.some(isAwaited);
}

function cameBefore({ values }: Column, minute: number): boolean {
  return Array.from({ length: EVIDENCE_MINUTES }, (_, ago) => minute - 1 - ago).some((earlier) => values.has(earlier));
}
