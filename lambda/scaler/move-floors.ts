import type { ServiceFloor } from '../../core/contract';
import { decideFloor, type FloorDecision } from '../../core/scaling/decide-floor';
import type { SubjectDecision } from '../report/select-news';
import type { ScalerPorts } from './scaler-ports';

/** Starts the subject of a decision about a floor. */
export const FLOOR_SUBJECT = 'floor:';

/** What was decided of one service. */
export interface ServiceDecision {
  readonly service: ServiceFloor;
  readonly decision: FloorDecision;
}

/** Reads the services' loads in one batched call and their present floors, and decides about each. */
export async function decideFloors(
  ports: Pick<ScalerPorts, 'serviceMetrics' | 'floors'>,
  services: readonly ServiceFloor[],
  nowMs: number,
): Promise<readonly ServiceDecision[]> {
  if (services.length === 0) {
    return [];
  }
  const queries = services.map((service) => ({
    namespace: service.metricNamespace,
    name: service.metricName,
    dimensions: service.metricDimensions,
    statistic: service.statistic,
  }));
  const [loads, targets] = await Promise.all([
    ports.serviceMetrics.latest(queries, nowMs),
    ports.floors.read(services.map((service) => service.resourceId)),
  ]);
  return services.map((service, index) => ({
    service,
    decision: decideFloor({ service, load: loads[index], target: targets.get(service.resourceId) }),
  }));
}

/** Sets the floors that are to change. */
export async function actOnFloors(
  ports: Pick<ScalerPorts, 'floors'>,
  decisions: readonly ServiceDecision[],
): Promise<void> {
  for (const { service, decision } of decisions) {
    if (decision.kind === 'set-floor') {
      await ports.floors.setFloor(service.resourceId, decision.floor);
    }
  }
}

/** Returns the decisions as they are reported. */
export function floorRecords(decisions: readonly ServiceDecision[], acts: boolean): readonly SubjectDecision[] {
  return decisions.map(({ service, decision: { kind, reason, ...details } }) => ({
    subject: FLOOR_SUBJECT + service.resourceId,
    decision: { kind, reason, acts: acts && kind !== 'hold', details },
  }));
}
