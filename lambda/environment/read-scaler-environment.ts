import { type FleetMode, ScalerEnvironment } from '../../core/contract/environment';
import { EnvironmentReader, type Variables } from './environment-reader';

/** What the service scaler is told by its environment. */
export interface ScalerSurroundings {
  readonly scalerName: string;
  readonly tableName: string;
  readonly eventBusArn: string;
  /** False in observe-only mode: decide and report, change nothing. */
  readonly acts: boolean;
}

const MODES: readonly FleetMode[] = ['act', 'observe'];

/** Returns what the environment says. @throws Error that names every fault. */
export function readScalerEnvironment(variables: Variables): ScalerSurroundings {
  const reader = new EnvironmentReader(variables);
  const environment = {
    scalerName: reader.text(ScalerEnvironment.SCALER_NAME),
    tableName: reader.text(ScalerEnvironment.TABLE_NAME),
    eventBusArn: reader.text(ScalerEnvironment.EVENT_BUS_ARN),
    acts: reader.choice(ScalerEnvironment.MODE, MODES) === 'act',
  };
  reader.throwIfAny();
  return environment;
}
