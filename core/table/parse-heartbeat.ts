import type { Heartbeat, ShardStat } from '../fleet/node';
import { hasShape, Optional } from '../memory/has-shape';
import { isObject, type Unchecked } from '../policy/fault-list';

const STAT = { bytes: 0, load: 0 };

/** More than any disk or load, and little enough to be kept in a reason: the client of DynamoDB takes no number from 2^53 on. */
const MOST_AMOUNT = 1e15;
const AMOUNTS: readonly string[] = ['capacityBytes', 'usedBytes'];

/** What every member must be like; those of an object with free keys are looked at one by one. */
const MEMBERS: Readonly<Record<string, unknown>> = {
  incarnation: '',
  counter: 0,
  fenced: false,
  zone: '',
  address: '',
  capacityBytes: 0,
  usedBytes: 0,
  metrics: {},
  shards: {},
  refuses: new Optional(''),
  refusesHard: new Optional(false),
  isCongested: new Optional(false),
  faults: new Optional([{ code: '', message: '' }]),
  unflushedSeconds: new Optional(0),
  agentVersion: new Optional(''),
  followed: new Optional(0),
};

/**
 * Returns what a node's item says. One of which something cannot be read stops no controller and makes no node dead: the node counts
 * as serving, takes no shards, is not ended, and the fault is told as its own. A lease that cannot be read is never over. O(shards).
 */
export function parseHeartbeat(nodeId: string, item: Unchecked): Heartbeat {
  const unreadable = Object.keys(MEMBERS).filter((name) => !isReadable(name, item[name]));
  const said = { ...item, nodeId } as unknown as Heartbeat;
  return unreadable.length === 0
    ? said
    : { ...said, ...inPlaceOf(unreadable, item), ...warning(said, unreadable), unreadable };
}

function isReadable(name: string, value: unknown): boolean {
  if (!hasShape(value, MEMBERS[name])) {
    return false;
  }
  if (name === 'metrics') {
    return Object.values(value as object).every(Number.isFinite);
  }
  return name === 'shards' ? Object.values(value as object).every(isStat) : !AMOUNTS.includes(name) || isAmount(value);
}

/** What stands for the members that cannot be read: nothing, and for a counter what equals none, so that it always looks renewed. */
function inPlaceOf(unreadable: readonly string[], { metrics, shards }: Unchecked): Partial<Heartbeat> {
  const nothing: Unchecked = {
    ...MEMBERS,
    counter: Number.NaN,
    metrics: Object.fromEntries(entriesOf(metrics).filter(([, value]) => Number.isFinite(value))),
    shards: Object.fromEntries(entriesOf(shards).map(([id, stat]) => [id, isStat(stat) ? stat : STAT])),
  };
  const isNeeded = (name: string) => !(nothing[name] instanceof Optional);
  return Object.fromEntries(unreadable.map((name) => [name, isNeeded(name) ? nothing[name] : undefined]));
}

function isStat(value: unknown): value is ShardStat {
  return isObject(value) && isAmount(value.bytes) && isAmount(value.load);
}

function isAmount(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && value <= MOST_AMOUNT;
}

function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  return isObject(value) ? Object.entries(value) : [];
}

function warning(
  said: Heartbeat,
  unreadable: readonly string[],
): Pick<Heartbeat, 'refuses' | 'refusesHard' | 'faults'> {
  const message = `nobody can read of its heartbeat: ${unreadable.join(', ')}`;
  const others = unreadable.includes('faults') ? [] : (said.faults ?? []);
  return { refuses: message, refusesHard: true, faults: [...others, { code: 'UnreadableHeartbeatError', message }] };
}
