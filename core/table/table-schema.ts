/**
 * The shard table: one DynamoDB table a fleet, all of it read by key or by index, never scanned.
 *
 * | pk | sk | writer | holds |
 * |---|---|---|---|
 * | `NODE` | `<node>#HEARTBEAT` | the node; the controller sets `fenced` | lease counter, metrics, shard sizes and loads |
 * | `NODE` | `<node>#CONTROL` | scaler, lifecycle, operators | duty and cause |
 * | `SHARD` | `<shard>` | whoever the move's state names | owner and its incarnation, followers, epoch, whether it has a home, the move in flight |
 * | `FOLLOW` | `FOLLOW#<shard>#<node>` | rebalancer | that the node follows the shard |
 * | `CONTROLLER` | `scaler`, `rebalancer`, `lifecycle` | that controller | version |
 * | `CONTROLLER` | `<controller>#MEMORY` | that controller | what it must remember |
 * | `DECISION#<controller>` | `<ISO time>#<version>` | that controller | history of decisions, expires by TTL |
 * | `FLEET` | `SWITCHES` | operators; the scaler ends a roll | halt and park switches, the roll in progress |
 *
 * One partition holds all nodes and one all shards: at 1000 nodes and 50 000 shards that is about 3 and 12 MB, so a
 * tick reads some 15 pages, and a partition gives 3000 read units a second.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html
 */
import type { Follow } from '../fleet/follow';
import type { Heartbeat, NodeControl } from '../fleet/node';
import type { Shard } from '../fleet/shard';
import type { Move } from '../move/move';

export const PARTITION_KEY = 'pk';
export const SORT_KEY = 'sk';
/** Attribute after whose time (epoch seconds) DynamoDB deletes an item. */
export const EXPIRY_ATTRIBUTE = 'expiresAt';

/**
 * Sparse index of shards whose move waits for a node, and of what a node follows: a query that begins with
 * `SHARD_PREFIX` tells a node the former, one with `FOLLOW_PREFIX` the latter.
 */
export const ACTOR_INDEX = { name: 'by-actor', partitionKey: 'actor', sortKey: SORT_KEY } as const;
/**
 * Index of shards by owner, with their epochs alone: each minute a node compares with it what it has open, and a move writes it
 * only when the owner changes.
 */
export const OWNER_INDEX = {
  name: 'by-owner',
  partitionKey: 'owner',
  sortKey: SORT_KEY,
  projected: 'epoch',
} as const;

export const NODE_PARTITION = 'NODE';
export const SHARD_PARTITION = 'SHARD';
export const FOLLOW_PARTITION = 'FOLLOW';
export const CONTROLLER_PARTITION = 'CONTROLLER';

/** How the sort keys of shards begin, and so of the moves that wait for a node. */
export const SHARD_PREFIX = 'shard-';
/** How the sort keys of follow items begin. */
export const FOLLOW_PREFIX = 'FOLLOW#';

/** The three controllers of a fleet, and the one of services, whose table is its own; each has a version of its own. */
export type ControllerName = 'scaler' | 'rebalancer' | 'lifecycle' | 'service-scaler';

/** Primary key of an item. */
export interface ItemKey {
  readonly pk: string;
  readonly sk: string;
}

export function heartbeatKey(nodeId: string): ItemKey {
  return { pk: NODE_PARTITION, sk: `${nodeId}#HEARTBEAT` };
}

export function controlKey(nodeId: string): ItemKey {
  return { pk: NODE_PARTITION, sk: `${nodeId}#CONTROL` };
}

export function shardKey(shardId: string): ItemKey {
  return { pk: SHARD_PARTITION, sk: shardId };
}

export function followKey({ shardId, nodeId }: Follow): ItemKey {
  return { pk: FOLLOW_PARTITION, sk: `${FOLLOW_PREFIX}${shardId}#${nodeId}` };
}

/**
 * Each transaction of a controller checks this item, which costs two writes of its whole size, and a partition takes 1000 units a
 * second: what the controller remembers lies elsewhere.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html#transaction-capacity-handling
 */
export function controllerKey(name: ControllerName): ItemKey {
  return { pk: CONTROLLER_PARTITION, sk: name };
}

export function memoryKey(name: ControllerName): ItemKey {
  return { pk: CONTROLLER_PARTITION, sk: `${name}#MEMORY` };
}

export function decisionPartition(name: ControllerName): string {
  return `DECISION#${name}`;
}

export const SWITCHES_KEY: ItemKey = { pk: 'FLEET', sk: 'SWITCHES' };

/** Nodes to be replaced one after another, e.g. because they were launched from an older template. */
export interface RollSwitch {
  /** Ids of the nodes; those that are gone count as replaced. */
  readonly nodes: readonly string[];
  /** Nodes that may be missing at once, at least 1. */
  readonly maxUnavailable: number;
  /** By the clock of whoever began it; tells two rolls apart. */
  readonly startedAtMs: number;
}

/** What operators switch for the whole fleet. */
export interface FleetSwitches {
  /** No new moves, no change of size; take-overs stop too. */
  readonly halted: boolean;
  /** Every shard is let go and every node ended; nothing is placed. */
  readonly parked: boolean;
  /** A replacement of nodes in progress. */
  readonly roll?: RollSwitch;
  /** Those that nobody can read, and which are off therefore. @default - none */
  readonly unreadable?: readonly string[];
}

/** A shard's row as stored: `owner` and `actor` are absent rather than null, because index keys cannot be null. */
export interface ShardItem extends ItemKey {
  readonly owner?: string;
  /** `null` when unknown. */
  readonly ownerIncarnation?: string | null;
  readonly actor?: string;
  /** Absent in a row that somebody wrote by hand. */
  readonly followers?: readonly string[];
  readonly epoch: number;
  readonly hasHome?: boolean;
  readonly move?: Move;
}

export function toShardItem(shard: Shard): ShardItem {
  return {
    ...shardKey(shard.id),
    ...(shard.owner === null ? {} : { owner: shard.owner }),
    ...(shard.ownerIncarnation === undefined ? {} : { ownerIncarnation: shard.ownerIncarnation }),
    ...(shard.move?.actor ? { actor: shard.move.actor } : {}),
    followers: shard.followers,
    epoch: shard.epoch,
    ...(shard.hasHome ? { hasHome: true } : {}),
    ...(shard.move ? { move: shard.move } : {}),
  };
}

/** A follow item as stored: `actor` brings it into the index in which its node looks. */
export interface FollowItem extends ItemKey {
  readonly actor: string;
}

export function toFollowItem(follow: Follow): FollowItem {
  return { ...followKey(follow), actor: follow.nodeId };
}

/** Returns what an item of the `FOLLOW` partition or of the index says; `undefined` for any other item. */
export function parseFollowItem({ sk }: Pick<ItemKey, 'sk'>): Follow | undefined {
  const [shardId, nodeId, ...rest] = sk.startsWith(FOLLOW_PREFIX) ? sk.slice(FOLLOW_PREFIX.length).split('#') : [];
  return shardId && nodeId && rest.length === 0 ? { shardId, nodeId } : undefined;
}

/** A heartbeat as stored. */
export type HeartbeatItem = ItemKey & Heartbeat;

/** A control item as stored. */
export type ControlItem = ItemKey & NodeControl;
