import { movesCeiling, type TargetBounds } from '../../core/service-scaling/decide-service';
import { inParallel } from '../in-parallel';
import type { ServiceOutcome } from './decide-services';
import type { ServiceScalerPorts } from './service-scaler-ports';

/** Application Auto Scaling counts calls by account, so a scaler of many services takes its time. */
const WIDTH = 4;

/** What became of the decisions. */
export interface Acted {
  /** In order; a decision that could not be carried out has become a hold. */
  readonly done: readonly ServiceOutcome[];
  /** Of services that AWS refused; the others were served. */
  readonly errors: readonly Error[];
}

/** Sets the bounds that are to change. A service that AWS refuses stops no other. */
export async function actOnServices(
  { targets }: Pick<ServiceScalerPorts, 'targets'>,
  outcomes: readonly ServiceOutcome[],
): Promise<Acted> {
  const done = [...outcomes];
  const errors: Error[] = [];
  await inParallel(WIDTH, [...outcomes.entries()], async ([index, outcome]) => {
    const { decision, service, isAutomatic } = outcome;
    if (decision.kind === 'hold' || !isAutomatic) {
      return;
    }
    try {
      if (!(await targets.setBounds(service.resourceId, changesOf(outcome, decision.bounds)))) {
        done[index] = held(outcome, 'busy', 'AWS is changing the target at this moment; the next tick decides anew');
      }
    } catch (error) {
      const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      errors.push(new Error(`${service.resourceId}: ${message}`, { cause: error }));
      done[index] = held(outcome, 'refused', `AWS refused ${decision.kind}: ${message}`);
    }
  });
  return { done, errors };
}

/** The ceiling is named only where it is ours. */
function changesOf({ service }: ServiceOutcome, { floor, ceiling }: TargetBounds): Partial<TargetBounds> {
  return service.actuator === 'desired' || movesCeiling(service.policy) ? { floor, ceiling } : { floor };
}

function held(outcome: ServiceOutcome, code: string, text: string): ServiceOutcome {
  return { ...outcome, decision: { kind: 'hold', reason: { code, text }, wanted: true } };
}
