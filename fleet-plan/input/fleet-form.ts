import type { AnySchemaObject, ErrorObject, ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020';
import type { MoveInFlight, PlannerNode, PlannerPolicy, PlannerShard } from '../../core/planner/planner-input';
import schema from '../schema/plan-input.json';

/** A fleet as it stands in a file; its shards are looked at one by one. */
export interface FleetDocument {
  readonly nodes: readonly PlannerNode[];
  readonly shards?: readonly unknown[];
  readonly moves?: readonly MoveInFlight[];
  readonly policy?: Partial<PlannerPolicy>;
  readonly isRebalancing?: boolean;
}

/** Something that has not the form that the schema demands. */
export interface FormFault {
  /** JSON pointer, empty for the whole. */
  readonly pointer: string;
  readonly given: unknown;
  readonly accepted: string;
  readonly fix: string;
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  array: 'a list',
  boolean: 'true or false',
  integer: 'a whole number',
  null: 'null',
  number: 'a number',
  object: 'an object',
  string: 'a text',
};

/** Compares input with the schema that the package carries, which each instance compiles anew. */
export class FleetForm {
  private readonly fleet: ValidateFunction;
  private readonly shard: ValidateFunction;

  constructor() {
    const ajv = new Ajv2020({ allErrors: true, verbose: true, allowUnionTypes: true });
    this.fleet = ajv.compile(schema);
    this.shard = ajv.compile({ $ref: `${schema.$id}#/$defs/shard` });
  }

  /** Whether a value is a fleet, whatever its shards are as long as they are a list; notes every fault. O(nodes + moves). */
  isFleet(value: unknown, note: (fault: FormFault) => void): value is FleetDocument {
    const hasShards = typeof value === 'object' && value !== null && 'shards' in value && Array.isArray(value.shards);
    const isRight = this.fleet(hasShards ? { ...value, shards: undefined } : value);
    noteAll(this.fleet, note);
    return isRight;
  }

  isShard(value: unknown, note: (fault: FormFault) => void): value is PlannerShard {
    const isRight = this.shard(value);
    noteAll(this.shard, note);
    return isRight;
  }
}

/** Members of a policy that are passed over: most often typing errors. */
export function unknownPolicyMembers({ policy }: FleetDocument): readonly string[] {
  return Object.keys(policy ?? {}).filter((name) => !Object.hasOwn(schema.$defs.policy.properties, name));
}

function noteAll({ errors }: ValidateFunction, note: (fault: FormFault) => void): void {
  for (const error of errors ?? []) {
    note(toFault(error));
  }
}

function toFault({ keyword, instancePath, params, data, parentSchema = {} }: ErrorObject): FormFault {
  if (keyword !== 'required') {
    return { pointer: instancePath, given: data, ...demandOf(parentSchema) };
  }
  const missing = String(params.missingProperty);
  return { pointer: `${instancePath}/${missing}`, given: undefined, ...demandOf(parentSchema.properties[missing]) };
}

function demandOf(rule: AnySchemaObject): Pick<FormFault, 'accepted' | 'fix'> {
  const types: readonly string[] = [rule.type ?? []].flat();
  const kinds = types.map((type) => TYPE_WORDS[type] ?? type);
  const words = rule.enum?.join(', ') ?? kinds.join(' or ');
  return { accepted: words + rangeOf(rule), fix: rule.description };
}

function rangeOf({ minimum, maximum, exclusiveMinimum, minLength, minItems, minProperties }: AnySchemaObject): string {
  const isFilled = minLength !== undefined || minItems !== undefined;
  const from = exclusiveMinimum === undefined ? '' : ` above ${exclusiveMinimum}`;
  const range = minimum === undefined ? from : ` from ${minimum}${maximum === undefined ? ' up' : ` to ${maximum}`}`;
  return range + (isFilled ? ' that is not empty' : '') + (minProperties === undefined ? '' : ' with a member');
}
