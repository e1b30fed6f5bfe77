import type { Place } from './rights/right';

/** A statement of a policy, with everything in it resolved. */
export interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

export interface PolicyDocument {
  readonly Version?: string;
  readonly Statement: readonly Statement[];
}

/** A role of the deployed fleet, and under which names the call log knows it. */
export interface DeployedRole {
  /** The construct's name, e.g. `Scaler`. */
  readonly name: string;
  readonly arn: string;
  readonly statements: readonly Statement[];
  /** Start of the caller's name: `lambda.<function>`, or `node.` for all instances. */
  readonly callerPrefix: string;
}

/** All that decides what the fleet's roles may do. */
export interface DeployedPolicies {
  readonly roles: readonly DeployedRole[];
  /** By bucket's ARN. */
  readonly bucketPolicies: ReadonlyMap<string, PolicyDocument>;
  readonly place: Place;
}

/** Returns a list, of what policies write as one thing or several. */
export function several<Item>(value: Item | readonly Item[] | undefined): readonly Item[] {
  if (value === undefined) {
    return [];
  }
  return Array.isArray(value) ? (value as readonly Item[]) : [value as Item];
}
