import { type FunctionConfiguration, type LambdaClient, paginateListFunctions } from '@aws-sdk/client-lambda';
import type { FleetPolicy } from '../../core/policy/fleet-policy';
import { chooseFleet } from '../../operate/fleet/deployed-fleets';
import type { FleetNames } from '../player/aws-player-ports';
import { ReplayError } from './replay-error';

/** A fleet as its deployed functions know it. */
export interface DeployedFleet {
  readonly fleetName: string;
  readonly names: FleetNames;
  readonly policy: FleetPolicy;
  /** As deployed, without its defaults. */
  readonly policyJson: string;
  /** Names of the fleet's functions. */
  readonly functionNames: readonly string[];
  /** The one that may write desired capacity (Law 1). */
  readonly scalerFunction: string;
}

/** Construct id of the scaler, which CloudFormation makes part of the function's name. */
const SCALER_ID = 'Scaler';

/**
 * Returns the one fleet that is deployed, from its functions' environment.
 * @throws OperateError when there is none, more than one, or one whose environment is broken, and ReplayError for one
 * without a scaler.
 */
export async function discoverFleet(client: LambdaClient): Promise<DeployedFleet> {
  const functions: FunctionConfiguration[] = [];
  for await (const page of paginateListFunctions({ client }, {})) {
    functions.push(...(page.Functions ?? []));
  }
  return toDeployedFleet(functions);
}

/** Returns the one fleet among these functions. @throws Error as `discoverFleet` does. */
export function toDeployedFleet(functions: readonly FunctionConfiguration[]): DeployedFleet {
  const { name, tableName, groupName, bucketName, ...fleet } = chooseFleet(functions, undefined);
  const names = { tableName, groupName, bucketName };
  return { ...fleet, fleetName: name, names, scalerFunction: scalerOf(fleet.functionNames) };
}

function scalerOf(functionNames: readonly string[]): string {
  const scalers = functionNames.filter((name) => name.includes(SCALER_ID));
  const [scaler] = scalers;
  if (scaler === undefined || scalers.length > 1) {
    const found = functionNames.join(', ');
    throw new ReplayError(`one of the fleet's functions must have "${SCALER_ID}" in its name, found: ${found}`);
  }
  return scaler;
}
