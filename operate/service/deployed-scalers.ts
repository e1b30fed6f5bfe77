import { ScalerEnvironment } from '../../core/contract/environment';
import type { DeployedFunction } from '../fleet/deployed-fleets';
import { OperateError } from '../operate-error';

/** Where a service scaler keeps what it knows. */
export interface ScalerAddress {
  readonly name: string;
  readonly tableName: string;
}

/**
 * Returns the service scaler that is asked for among the deployed functions; `name` may be left out when there is only one.
 * @throws OperateError that lists the scalers when none or several would do.
 */
export function chooseScaler(functions: readonly DeployedFunction[], name: string | undefined): ScalerAddress {
  const scalers = scalersOf(functions);
  const found = name === undefined ? scalers : scalers.filter((scaler) => scaler.name === name);
  const [first, ...more] = found;
  if (first === undefined) {
    throw new OperateError(noScalerText(scalers, name));
  }
  if (more.length > 0) {
    throw new OperateError(`found ${found.length} service scalers: ${namesOf(found)}. Choose one with --scaler <name>`);
  }
  return first;
}

/** A scaler's functions share its table. */
function scalersOf(functions: readonly DeployedFunction[]): readonly ScalerAddress[] {
  const byTable = new Map<string, ScalerAddress>();
  for (const { Environment: environment } of functions) {
    const tableName = environment?.Variables?.[ScalerEnvironment.TABLE_NAME];
    const name = environment?.Variables?.[ScalerEnvironment.SCALER_NAME];
    if (tableName && name) {
      byTable.set(tableName, { name, tableName });
    }
  }
  return [...byTable.values()];
}

function noScalerText(scalers: readonly ScalerAddress[], name: string | undefined): string {
  return scalers.length === 0
    ? 'no service scaler is deployed here; check --region and --profile, or give --local for the local cloud'
    : `there is no service scaler ${name}; found: ${namesOf(scalers)}`;
}

function namesOf(scalers: readonly ScalerAddress[]): string {
  return scalers
    .map(({ name }) => name)
    .sort()
    .join(', ');
}
