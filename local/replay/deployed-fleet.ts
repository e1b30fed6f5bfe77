import { type FunctionConfiguration, type LambdaClient, paginateListFunctions } from '@aws-sdk/client-lambda';
import { Environment } from '../../core/contract';
import type { FleetPolicy } from '../../core/policy/fleet-policy';
import { parseFleetPolicy } from '../../core/policy/parse-fleet-policy';
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
 * @throws ReplayError when there is none, more than one, or one without a scaler.
 */
export async function discoverFleet(client: LambdaClient): Promise<DeployedFleet> {
  const functions: FunctionConfiguration[] = [];
  for await (const page of paginateListFunctions({ client }, {})) {
    functions.push(...(page.Functions ?? []));
  }
  return toDeployedFleet(functions);
}

/** Returns the one fleet among these functions. @throws ReplayError as `discoverFleet` does. */
export function toDeployedFleet(functions: readonly FunctionConfiguration[]): DeployedFleet {
  const ours = functions.filter((configuration) => variablesOf(configuration)[Environment.TABLE_NAME]);
  const tables = [...new Set(ours.map((configuration) => variablesOf(configuration)[Environment.TABLE_NAME]))];
  const [first] = ours;
  if (first === undefined || tables.length > 1) {
    throw new ReplayError(
      `a replay needs exactly one deployed fleet, found ${tables.length}; choose a blueprint with one ElasticFleet`,
    );
  }
  const functionNames = ours.map((configuration) => configuration.FunctionName ?? '').sort();
  const variables = variablesOf(first);
  return {
    fleetName: required(variables, Environment.FLEET_NAME),
    names: {
      tableName: required(variables, Environment.TABLE_NAME),
      groupName: required(variables, Environment.GROUP_NAME),
      bucketName: required(variables, Environment.BUCKET_NAME),
    },
    policy: parsePolicy(required(variables, Environment.POLICY)),
    policyJson: required(variables, Environment.POLICY),
    functionNames,
    scalerFunction: scalerOf(functionNames),
  };
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

function variablesOf(configuration: FunctionConfiguration): Readonly<Record<string, string>> {
  return configuration.Environment?.Variables ?? {};
}

function required(variables: Readonly<Record<string, string>>, name: string): string {
  const value = variables[name];
  if (!value) {
    throw new ReplayError(`the fleet's functions are deployed without the environment variable ${name}`);
  }
  return value;
}

/** The environment holds the policy without its defaults. */
function parsePolicy(text: string): FleetPolicy {
  const parsed = parseFleetPolicy(text);
  if ('faults' in parsed) {
    const faults = parsed.faults.join('; ');
    throw new ReplayError(`the deployed environment variable ${Environment.POLICY} is no policy: ${faults}`);
  }
  return parsed.policy;
}
