import { SERVICE_DECISION_EVENT } from '../../core/contract/events';
import { withSubject } from '../report/report-decisions';
import type { SubjectDecision } from '../report/select-news';
import type { ServiceOutcome } from './decide-services';
import type { FaultyService } from './known-services';
import { scalerMetrics, serviceMetrics } from './service-metrics';
import type { ServiceScalerPorts, ServiceScalerSettings } from './service-scaler-ports';

/** One tick's decisions after they were carried out. */
export interface ServiceReport {
  readonly nowMs: number;
  readonly done: readonly ServiceOutcome[];
  readonly faulty: readonly FaultyService[];
  readonly records: readonly SubjectDecision[];
  /** Of which news there is, see `selectNews`. */
  readonly subjects: ReadonlySet<string>;
}

const RESOURCE_PREFIX = 'service/';

/** Logs and counts every decision, and sends the news as events: an event says what was done. */
export async function reportServices(
  { log, events }: Pick<ServiceScalerPorts, 'log' | 'events'>,
  { scalerName, acts }: ServiceScalerSettings,
  { nowMs, done, faulty, records, subjects }: ServiceReport,
): Promise<void> {
  for (const told of records.map(withSubject)) {
    log.log('info', told.reason.text, { ...told });
  }
  log.metrics(nowMs, scalerMetrics(done, faulty.length, acts));
  for (const outcome of done) {
    log.serviceMetrics(nowMs, outcome.service.resourceId.slice(RESOURCE_PREFIX.length), serviceMetrics(outcome));
  }
  const time = new Date(nowMs).toISOString();
  const news = records.filter(({ subject }) => subjects.has(subject));
  if (news.length > 0) {
    await events.send(
      news.map((entry) => ({
        type: SERVICE_DECISION_EVENT,
        detail: { scaler: scalerName, time, ...withSubject(entry) },
      })),
    );
  }
}
