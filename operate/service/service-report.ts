import { parseScaledService } from '../../core/service-scaling/parse-scaled-service';
import { columns } from '../../output/columns';
import { renderTime } from '../../output/units';
import type { Report } from '../report';
import type { ServiceBook, ServiceDecision } from './service-book';

const PREFIX = 'service/';
const TITLES = ['SERVICE', 'ACTUATOR', 'MODE', 'UNITS', 'LAST DECISION', 'AT', 'REASON'];
/** What was said of a service last is most often among these; a service that holds for long may have said nothing new in them. */
const LAST_DECISIONS = 500;

/** Reports the services of a scaler and what was decided last of each. Not ok when some service cannot be read. */
export async function reportServices(book: ServiceBook): Promise<Report> {
  const [services, decisions] = await Promise.all([book.services(), book.decisions(LAST_DECISIONS)]);
  const status = services.map(({ resourceId, service }) => {
    const parsed = parseScaledService(service);
    const last = decisions.find(({ subject }) => subject === resourceId);
    return { resourceId, ...('faults' in parsed ? { faults: parsed.faults } : parsed), ...(last ? { last } : {}) };
  });
  const rows = status.map(({ resourceId, last, ...one }) => [
    resourceId.slice(PREFIX.length),
    ...('service' in one
      ? [one.service.actuator, one.service.policy.mode, boundsText(one.service.policy)]
      : ['faulty', '', '']),
    last ? `${last.kind}${last.acts ? '' : ' (nothing done)'}` : `none of the last ${LAST_DECISIONS}`,
    last ? renderTime(last.atMs) : '',
    last?.reason.text ?? ('faults' in one ? one.faults.join('; ') : ''),
  ]);
  const lines =
    rows.length > 0 ? columns(TITLES, rows) : [`service scaler ${book.scalerName} has no services; deploy its stack`];
  const ok = status.every((one) => 'service' in one);
  return { value: { scaler: book.scalerName, services: status }, lines, ok };
}

/** Reports the last decisions, newest first, of one service or of all. */
export async function reportServiceHistory(
  book: ServiceBook,
  count: number,
  service: string | undefined,
): Promise<Report> {
  const decisions = await book.decisions(count, service === undefined ? undefined : resourceIdOf(service));
  const lines =
    decisions.length > 0 ? decisions.map(renderDecision) : [`nothing is kept about ${service ?? 'any service'}`];
  return { value: { decisions }, lines, ok: true };
}

/** Takes `cluster/service` as well as the resource id; a cluster may be called `service`. */
function resourceIdOf(service: string): string {
  const isWhole = service.startsWith(PREFIX) && service.slice(PREFIX.length).includes('/');
  return isWhole ? service : `${PREFIX}${service}`;
}

function renderDecision({ atMs, subject, kind, reason, acts }: ServiceDecision): string {
  const what = `${kind}${acts ? '' : ' (nothing done)'}`;
  return `${renderTime(atMs)}  ${subject.slice(PREFIX.length)}  ${what}: ${reason.text}`;
}

function boundsText({ leastUnits, mostUnits }: { readonly leastUnits: number; readonly mostUnits: number }): string {
  return `${leastUnits} to ${mostUnits}`;
}
