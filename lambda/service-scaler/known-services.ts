import type { ScaledService } from '../../core/contract/scaled-service';
import { parseScaledService } from '../../core/service-scaling/parse-scaled-service';
import { parseServiceState, type ServiceState } from '../../core/service-scaling/service-table';
import type { StoredService } from './service-scaler-ports';

/** A service and what is remembered of it. */
export interface KnownService {
  readonly service: ScaledService;
  readonly state: ServiceState | undefined;
}

/** A service whose item nobody can read. */
export interface FaultyService {
  readonly resourceId: string;
  readonly faults: readonly string[];
}

/** Returns the services that can be read, and those that cannot; one faulty item stops no other. */
export function knowServices(stored: readonly StoredService[]) {
  const known: KnownService[] = [];
  const faulty: FaultyService[] = [];
  for (const { resourceId, service: text, state } of stored) {
    const parsed = parseScaledService(text);
    const faults = 'faults' in parsed ? parsed.faults : misnamed(resourceId, parsed.service);
    if ('faults' in parsed || faults.length > 0) {
      faulty.push({ resourceId, faults });
    } else {
      known.push({ service: parsed.service, state: state === undefined ? undefined : parseServiceState(state) });
    }
  }
  return { known, faulty } as const;
}

/** A copy of an item under another key would make two writers of one service (Law 1). */
function misnamed(key: string, { resourceId }: ScaledService): readonly string[] {
  return key === resourceId ? [] : [`the item of ${key} holds ${resourceId}; remove it or correct its name`];
}
