import * as fs from 'node:fs';
import * as path from 'node:path';
import { checkScalingPolicy, parseScalingPolicy } from '../../core/scaling-policy/check-scaling-policy';
import { type ScalingPolicy as CorePolicy, SCALING_POLICY_FORMAT } from '../../core/scaling-policy/scaling-policy';
import { FleetConstructError } from '../validation/fleet-construct-error';
import { renderWindow } from './render-window';
import type { ScalingPolicyProps } from './scaling-policy-props';
import { unresolvedMembers } from './unresolved-members';

const POLICY_FAULT = 'PolicyNotAccepted';
/** Some editors begin a file with it. */
const BYTE_ORDER_MARK = /^\uFEFF/;

/** How many units a service or fleet is to have, checked. `elastic-fleet tune` writes such policies, and `simulate` replays them. */
export class ScalingPolicy {
  /**
   * Returns the policy in a JSON file, as `elastic-fleet tune` writes it.
   *
   * @param file path of the file; a relative one is looked for in the working directory
   * @throws FleetConstructError with the file's name and every fault, or if it cannot be read.
   */
  public static fromFile(file: string): ScalingPolicy {
    const parsed = parseScalingPolicy(readPolicyFile(file));
    if ('faults' in parsed) {
      throw refuse(file, parsed.faults);
    }
    return new ScalingPolicy(parsed.policy);
  }

  /**
   * Returns the policy that is written out in `props`.
   *
   * @throws FleetConstructError with every fault.
   */
  public static of(props: ScalingPolicyProps): ScalingPolicy {
    const written = writeOut(props);
    const unknown = unresolvedMembers(written).map(
      (member) => `${member} is only known at deployment; accepted: what synth knows. Write the value out.`,
    );
    if (unknown.length > 0) {
      throw refuse('ScalingPolicy.of', unknown);
    }
    const checked = checkScalingPolicy(written);
    if ('faults' in checked) {
      throw refuse('ScalingPolicy.of', checked.faults);
    }
    return new ScalingPolicy(checked.policy);
  }

  private constructor(private readonly policy: CorePolicy) {}

  /** Returns the policy as JSON, defaults filled in, in the format of the files. */
  public toJson(): string {
    return JSON.stringify(this.policy);
  }

  /** @internal */
  public _render(): CorePolicy {
    return this.policy;
  }
}

function readPolicyFile(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8').replace(BYTE_ORDER_MARK, '');
  } catch (error) {
    const where = `Give the path of a policy's file, relative to '${process.cwd()}' or absolute.`;
    throw refuse(file, [`${path.resolve(file)} cannot be read: ${(error as Error).message}. ${where}`]);
  }
}

function refuse(place: string, faults: readonly string[]): FleetConstructError {
  return new FleetConstructError(
    place,
    POLICY_FAULT,
    faults.map((fault) => `[${POLICY_FAULT}] ${fault}`),
  );
}

function writeOut(props: ScalingPolicyProps): object {
  return {
    formatVersion: SCALING_POLICY_FORMAT,
    mode: props.mode,
    leastUnits: props.leastUnits,
    mostUnits: props.mostUnits,
    rules: props.rules.map((rule) => rule._render()),
    windows: props.windows?.map(renderWindow),
    limits: { growthFactor: props.growthFactor, actionsPerHour: props.actionsPerHour },
    costCeiling: props.costCeiling,
  };
}
