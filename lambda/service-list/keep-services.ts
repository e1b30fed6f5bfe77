import type { ScaledService } from '../../core/contract/scaled-service';
import { parseScaledService } from '../../core/service-scaling/parse-scaled-service';
import { MOST_SERVICES } from '../../core/service-scaling/service-table';
import type { CustomResourceRequest, Verdict } from '../cloudformation/custom-resource';

/** A request that carries services, each as JSON: CloudFormation turns every other scalar into a text. */
export interface ServiceListRequest extends CustomResourceRequest {
  readonly ResourceProperties?: { readonly Services?: unknown };
}

/** What keeping services needs of the world. */
export interface ServiceListPorts {
  readonly list: {
    /** Makes these the scaler's services; forgets those that are no more. */
    replace(services: readonly { readonly resourceId: string; readonly json: string }[]): Promise<void>;
  };
  /** Puts the answer where CloudFormation waits for it. */
  answer(request: CustomResourceRequest, verdict: Verdict): Promise<void>;
}

/** CloudFormation takes answers of 4096 bytes. */
const REASON_LENGTH = 2000;

/**
 * Returns the function that Lambda calls: it checks the services of a deployment and writes them into the scaler's table. A deployment
 * with a faulty one fails and says why. A deletion writes nothing: the table goes, too.
 */
export function keepServices(ports: ServiceListPorts) {
  return async (request: ServiceListRequest): Promise<void> => {
    await ports.answer(request, await keep(ports, request));
  };
}

async function keep({ list }: ServiceListPorts, request: ServiceListRequest): Promise<Verdict> {
  if (request.RequestType === 'Delete') {
    return { status: 'SUCCESS' };
  }
  const { entries, faults } = checkServices(request.ResourceProperties?.Services);
  if (faults.length > 0) {
    return { status: 'FAILED', reason: faults.join('; ').slice(0, REASON_LENGTH) };
  }
  try {
    await list.replace(entries);
    return { status: 'SUCCESS' };
  } catch (error) {
    // CloudFormation hears of a failure by an answer alone; without one it waits for the whole time-out.
    const cause = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return { status: 'FAILED', reason: `the services could not be written: ${cause}`.slice(0, REASON_LENGTH) };
  }
}

function checkServices(texts: unknown) {
  const entries: { resourceId: string; json: string }[] = [];
  const faults: string[] = [];
  if (!Array.isArray(texts) || texts.length > MOST_SERVICES) {
    faults.push(`Services is not a list of at most ${MOST_SERVICES} texts; split them over several scalers`);
    return { entries, faults };
  }
  texts.forEach((text: unknown, index) => {
    const parsed = parseScaledService(String(text));
    if ('faults' in parsed) {
      faults.push(...parsed.faults.map((fault) => `services[${index}]: ${fault}`));
    } else if (isListed(entries, parsed.service)) {
      faults.push(`services[${index}]: ${parsed.service.resourceId} is there twice; add each service once`);
    } else {
      entries.push({ resourceId: parsed.service.resourceId, json: String(text) });
    }
  });
  return { entries, faults };
}

function isListed(entries: readonly { readonly resourceId: string }[], { resourceId }: ScaledService): boolean {
  return entries.some((entry) => entry.resourceId === resourceId);
}
