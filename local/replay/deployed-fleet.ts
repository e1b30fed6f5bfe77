import { type FunctionConfiguration, type LambdaClient, paginateListFunctions } from '@aws-sdk/client-lambda';
import { SCALER_PURPOSE } from '../../core/contract/deployment';
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

/**
 * Returns the fleet of that name that is deployed, or the only one, from its functions' environment.
 * @throws OperateError when there is none, more than one, or one whose environment is broken, and ReplayError for one
 * without a scaler.
 */
export async function discoverFleet(client: LambdaClient, name?: string): Promise<DeployedFleet> {
  const functions: FunctionConfiguration[] = [];
  for await (const page of paginateListFunctions({ client }, {})) {
    functions.push(...(page.Functions ?? []));
  }
  return toDeployedFleet(functions, name);
}

/** Returns the fleet of that name, or the only one, among these functions. @throws Error as `discoverFleet` does. */
export function toDeployedFleet(functions: readonly FunctionConfiguration[], choice?: string): DeployedFleet {
  const advice = 'an ElasticFleet must be in the app for a load to be replayed';
  const { name, tableName, groupName, bucketName, ...fleet } = chooseFleet(functions, choice, advice);
  const names = { tableName, groupName, bucketName };
  return { ...fleet, fleetName: name, names, scalerFunction: scalerOf(fleet.functionNames, functions) };
}

/** Names are cut by CloudFormation, and hold what the user calls things. */
function scalerOf(functionNames: readonly string[], functions: readonly FunctionConfiguration[]): string {
  const scaler = functions.find(
    ({ FunctionName: name = '', Description: purpose = '' }) =>
      functionNames.includes(name) && purpose.endsWith(SCALER_PURPOSE),
  );
  if (scaler?.FunctionName === undefined) {
    const found = functionNames.join(', ');
    throw new ReplayError(`none of the fleet's functions says that it ${SCALER_PURPOSE}; found: ${found}`);
  }
  return scaler.FunctionName;
}
