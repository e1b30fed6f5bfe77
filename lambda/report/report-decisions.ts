import { Metric } from '../../core/contract/metrics';
import type { DecisionRecord } from '../../core/decision';
import type { EventPort, LogPort, TablePort, Turn } from '../ports';
import type { SubjectDecision } from './select-news';

/**
 * What is wrong with a home may take a megabyte to tell, but ten events must fit into 256 KB, and one item of the history into 400: a
 * reason that does not would end each tick before it acts.
 */
const REASON_LENGTH = 3000;

/** Where decisions are reported. */
export interface Outlets {
  readonly events: EventPort;
  readonly log: LogPort;
}

/** One tick's decisions. */
export interface Report {
  readonly fleetName: string;
  readonly nowMs: number;
  /** Detail type of the events, see `EventType`; by decision, because one controller decides of several things. */
  readonly eventTypeOf: (entry: SubjectDecision) => string;
  readonly decisions: readonly SubjectDecision[];
  /** Those that are sent and kept, see `selectNews`. */
  readonly news: readonly SubjectDecision[];
  /** Further metrics of this tick, by name in `Metric`. */
  readonly metrics: Readonly<Record<string, number>>;
}

/**
 * Keeps the news in the history. Comes before acting, so that nothing is ever done whose reason is not kept (Law 8); a
 * crash in between leaves a decision that the next tick makes again.
 */
export async function keepNews(
  table: Pick<TablePort, 'keepDecisions'>,
  turn: Turn,
  nowMs: number,
  news: readonly SubjectDecision[],
): Promise<void> {
  if (news.length > 0) {
    await table.keepDecisions(turn, nowMs, news.map(withSubject));
  }
}

/** Logs and counts every decision and sends the news as events. Comes after acting: an event says what was done. */
export async function reportDecisions(outlets: Outlets, report: Report): Promise<void> {
  for (const told of report.decisions.map(withSubject)) {
    outlets.log.log('info', told.reason.text, { ...told });
  }
  outlets.log.metrics(report.nowMs, withCounts(report));
  if (report.news.length > 0) {
    await outlets.events.send(report.news.map((entry) => toEvent(report, entry)));
  }
}

/** A hold counts as one only if something asked for a change: `details.wanted` says so. */
function withCounts({ decisions, metrics }: Report): Readonly<Record<string, number>> {
  const holds = decisions.filter(({ decision }) => decision.kind === 'hold' && decision.details.wanted === true);
  return { [Metric.DECISIONS]: decisions.length, [Metric.HOLDS]: holds.length, ...metrics };
}

function toEvent(report: Report, entry: SubjectDecision) {
  const time = new Date(report.nowMs).toISOString();
  return { type: report.eventTypeOf(entry), detail: { fleet: report.fleetName, time, ...withSubject(entry) } };
}

/** Returns a decision as it is kept, logged and sent. */
export function withSubject({ subject, decision }: SubjectDecision): DecisionRecord & { readonly subject: string } {
  const { code, text } = decision.reason;
  return { subject, ...decision, reason: { code, text: text.slice(0, REASON_LENGTH) } };
}
