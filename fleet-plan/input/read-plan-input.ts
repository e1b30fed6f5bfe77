import { createReadStream } from 'node:fs';
import type { FleetModel } from '../../core/planner/fleet-model';
import { InvalidFleetError } from '../../core/planner/planner-faults';
import { FleetReader } from '../../core/planner/read-fleet';
import { STANDARD_INPUT } from '../../input/read-text';
import { changeFleet, type FleetChange } from '../change/change-fleet';
import { type FleetDocument, FleetForm, unknownPolicyMembers } from './fleet-form';
import { InputFaults } from './input-faults';
import { PlanInputError } from './plan-input-error';
import { readJsonFile } from './read-json-file';
import { readShardLines } from './read-shard-lines';

/** Where a fleet is, and what is different from what its file says. */
export interface PlanSource extends FleetChange {
  /** Path of the JSON, `-` for the standard input. */
  readonly fleet: string;
  /** Path of the shards as lines of JSON, `-` for the standard input. @default - they are in the fleet's file */
  readonly shards?: string;
}

/** A fleet, and what was assumed to get it. */
export interface PlanInput {
  readonly model: FleetModel;
  readonly remarks: readonly string[];
}

/**
 * Returns the fleet of a source with its changes. Shards in lines are not kept as objects. O(bytes).
 * @throws PlanInputError with every fault: those of form, and, unless that of the fleet itself is wrong, of content
 */
export async function readPlanInput(source: PlanSource): Promise<PlanInput> {
  const { fleet, shards } = source;
  if (fleet === STANDARD_INPUT && shards === STANDARD_INPUT) {
    throw new PlanInputError('the fleet and its shards cannot both be on standard input: give a file for one of them');
  }
  const value = await readJsonFile('the fleet', fleet);
  const faults = new InputFaults(shards === undefined ? placeInList : placesIn(shards));
  try {
    return await readWith(value, source, faults);
  } catch (error) {
    if (error instanceof InvalidFleetError) {
      throw new PlanInputError([`the fleet ${fleet} cannot be planned:`, ...error.faults].join('\n  '));
    }
    throw error;
  }
}

function placeInList(index: number, pointer = ''): string {
  return `/shards/${index}${pointer}`;
}

function placesIn(file: string): (line: number, pointer?: string) => string {
  const name = file === STANDARD_INPUT ? 'standard input' : file;
  return (line, pointer = '') => `${name} line ${line} ${pointer}`.trimEnd();
}

async function readWith(value: unknown, source: PlanSource, faults: InputFaults): Promise<PlanInput> {
  const form = new FleetForm();
  const isFleet = form.isFleet(value, ({ pointer, given, accepted, fix }) =>
    faults.add(pointer || 'the document', given, accepted, fix),
  );
  const changed = isFleet ? changeFleet(value, source, faults) : undefined;
  const reader = changed && new FleetReader(changed.fleet, faults);
  const take = (shard: unknown, origin: number) => {
    const isShard = form.isShard(shard, ({ pointer, given, accepted, fix }) =>
      faults.add(faults.placeOfShard(origin, pointer), given, accepted, fix),
    );
    if (isShard) {
      faults.keep(origin);
      reader?.add(shard);
    } else {
      faults.leaveOut();
    }
  };
  await readShards(value, source, faults, take);
  const model = reader?.done();
  if (model === undefined || changed === undefined) {
    faults.throwIfAny();
    throw new Error('a fleet of the wrong form has no fault');
  }
  return { model, remarks: [...changed.remarks, ...remarksOn(value as FleetDocument)] };
}

async function readShards(
  value: unknown,
  { fleet, shards: file }: PlanSource,
  faults: InputFaults,
  take: (shard: unknown, origin: number) => void,
): Promise<void> {
  const inline = typeof value === 'object' && value !== null && 'shards' in value ? value.shards : undefined;
  if (file !== undefined && inline !== undefined) {
    throw new PlanInputError(`the shards are in ${fleet} and in ${file}: leave --shards out, or them in ${fleet}`);
  }
  if (file !== undefined) {
    await readLines(file, faults, take);
  } else if (Array.isArray(inline)) {
    inline.forEach(take);
  } else if (inline === undefined) {
    faults.add('/shards', inline, 'a list', 'List the shards here, or give them as lines of JSON with --shards.');
  }
}

async function readLines(
  file: string,
  faults: InputFaults,
  take: (shard: unknown, line: number) => void,
): Promise<void> {
  const pieces: AsyncIterable<Buffer> = file === STANDARD_INPUT ? process.stdin : createReadStream(file);
  const refuse = (line: number, given: unknown, accepted: string, fix: string) => {
    faults.add(faults.placeOfShard(line), given, accepted, fix);
    faults.leaveOut();
  };
  try {
    await readShardLines(pieces, { take, refuse });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== undefined) {
      throw new PlanInputError(`the shards ${file} cannot be read: ${(error as Error).message}`);
    }
    throw error;
  }
}

function remarksOn(fleet: FleetDocument): readonly string[] {
  return unknownPolicyMembers(fleet).map((name) => `policy.${name} is not known and counts for nothing`);
}
