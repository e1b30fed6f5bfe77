import { Environment } from '../../core/contract/environment';
import type { FleetPolicy } from '../../core/policy/fleet-policy';
import { parseFleetPolicy } from '../../core/policy/parse-fleet-policy';
import { OperateError } from '../operate-error';

/** A deployed function, as far as it tells which fleet it belongs to. */
export interface DeployedFunction {
  readonly FunctionName?: string | undefined;
  readonly Environment?: { readonly Variables?: Readonly<Record<string, string>> | undefined } | undefined;
}

/** Where a deployed fleet lives, as its functions know it. */
export interface FleetAddress {
  readonly name: string;
  readonly tableName: string;
  readonly groupName: string;
  readonly bucketName: string;
  readonly policy: FleetPolicy;
  /** As deployed, without its defaults. */
  readonly policyJson: string;
  /** Names of the fleet's functions, sorted. */
  readonly functionNames: readonly string[];
}

type Variables = Readonly<Record<string, string>>;

/** A fleet's functions, with the variables of all: they share one environment, of which the park guard has a part. */
interface FleetFunctions {
  readonly variables: Variables;
  readonly names: readonly string[];
}

const ADVICE = 'check --region and --profile, or give --local for the local cloud';

/**
 * Returns the fleet that is asked for among the deployed functions; `name` may be left out when there is only one.
 * @param advice what to do where no fleet is deployed
 * @throws OperateError that lists the fleets when none or several would do.
 */
export function chooseFleet(
  functions: readonly DeployedFunction[],
  name: string | undefined,
  advice = ADVICE,
): FleetAddress {
  const fleets = groupByFleet(functions);
  const found = name === undefined ? fleets : fleets.filter((fleet) => nameOf(fleet) === name);
  const [first] = found;
  if (first === undefined) {
    throw new OperateError(noFleetText(fleets, name, advice));
  }
  if (found.length > 1) {
    throw new OperateError(`found ${found.length} fleets: ${namesOf(found)}. Choose one with --fleet <name>`);
  }
  return toAddress(first);
}

/** Every fleet has a table of its own. */
function groupByFleet(functions: readonly DeployedFunction[]): readonly FleetFunctions[] {
  const byTable = new Map<string, FleetFunctions>();
  for (const { FunctionName: name = '', Environment: environment } of functions) {
    const variables = environment?.Variables ?? {};
    const table = variables[Environment.TABLE_NAME];
    if (table) {
      const seen = byTable.get(table);
      // AWS lists them in no order, so that any may come first.
      byTable.set(table, { variables: { ...seen?.variables, ...variables }, names: [...(seen?.names ?? []), name] });
    }
  }
  return [...byTable.values()];
}

function noFleetText(fleets: readonly FleetFunctions[], name: string | undefined, advice: string): string {
  return fleets.length === 0
    ? `no function of an elastic fleet is deployed here; ${advice}`
    : `there is no fleet ${name}; found: ${namesOf(fleets)}`;
}

function namesOf(fleets: readonly FleetFunctions[]): string {
  return fleets.map(nameOf).sort().join(', ');
}

function nameOf({ variables }: FleetFunctions): string {
  return variables[Environment.FLEET_NAME] ?? '';
}

function toAddress({ variables, names }: FleetFunctions): FleetAddress {
  const policyJson = required(variables, Environment.POLICY);
  return {
    name: required(variables, Environment.FLEET_NAME),
    tableName: required(variables, Environment.TABLE_NAME),
    groupName: required(variables, Environment.GROUP_NAME),
    bucketName: required(variables, Environment.BUCKET_NAME),
    policy: policyOf(policyJson),
    policyJson,
    functionNames: [...names].sort(),
  };
}

function required(variables: Variables, name: string): string {
  const value = variables[name];
  if (!value) {
    throw new OperateError(`the fleet's functions lack the environment variable ${name}; deploy the stack again`);
  }
  return value;
}

/** The environment holds the policy without its defaults. */
function policyOf(text: string): FleetPolicy {
  const parsed = parseFleetPolicy(text);
  if ('faults' in parsed) {
    const faults = parsed.faults.join('; ');
    throw new OperateError(`the deployed ${Environment.POLICY} is no policy: ${faults}. Deploy the stack again`);
  }
  return parsed.policy;
}
