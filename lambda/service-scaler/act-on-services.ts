import type { TargetBounds } from '../../core/service-scaling/decide-service';
import { faultOf } from '../attempt';
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
      errors.push(faultOf(service.resourceId, error));
      done[index] = held(outcome, 'refused', faultOf(`AWS refused ${decision.kind}`, error).message);
    }
  });
  return { done, errors };
}

/** A ceiling that is to stay as it is is not named: somebody may be changing it. */
function changesOf({ service, scene }: ServiceOutcome, { floor, ceiling }: TargetBounds): Partial<TargetBounds> {
  return service.actuator === 'desired' || ceiling !== scene.target?.ceiling ? { floor, ceiling } : { floor };
}

function held(outcome: ServiceOutcome, code: string, text: string): ServiceOutcome {
  return { ...outcome, decision: { kind: 'hold', reason: { code, text }, wanted: true } };
}
