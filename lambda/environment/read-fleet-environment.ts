import { Environment, type FleetMode } from '../../core/contract/environment';
import type { FleetPolicy } from '../../core/policy/fleet-policy';
import { parseFleetPolicy } from '../../core/policy/parse-fleet-policy';
import { EnvironmentReader, type Variables } from './environment-reader';

/** What every controller is told by its environment. */
export interface FleetEnvironment {
  readonly fleetName: string;
  readonly tableName: string;
  readonly groupName: string;
  readonly eventBusArn: string;
  readonly policy: FleetPolicy;
  /** False in observe-only mode: decide and report, change nothing. */
  readonly acts: boolean;
}

const MODES: readonly FleetMode[] = ['act', 'observe'];

/**
 * Returns what the environment says, and with it whatever else `more` reads from it.
 * @throws Error that names every fault of both at once.
 */
export function readFleetEnvironment<More>(
  variables: Variables,
  more: (reader: EnvironmentReader) => More,
): FleetEnvironment & More {
  const reader = new EnvironmentReader(variables);
  const names = {
    fleetName: reader.text(Environment.FLEET_NAME),
    tableName: reader.text(Environment.TABLE_NAME),
    groupName: reader.text(Environment.GROUP_NAME),
    eventBusArn: reader.text(Environment.EVENT_BUS_ARN),
  };
  const parsed = reader.parsed(Environment.POLICY, parseFleetPolicy);
  const mode = reader.choice(Environment.MODE, MODES);
  const further = more(reader);
  reader.throwIfAny();
  return { ...names, policy: given(parsed).policy, acts: mode === 'act', ...further };
}

/** Whatever is absent has been named as a fault before. */
function given<Value>(value: Value | undefined): Value {
  if (value === undefined) {
    throw new Error('a fault of the environment was not named');
  }
  return value;
}
