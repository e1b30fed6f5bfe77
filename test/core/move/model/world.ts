import type { Shard } from '../../../../core/fleet/shard';
import type { Manifest } from '../../../../core/home/manifest';

/** What the table says of a node. */
export interface Beat {
  readonly incarnation: string;
  readonly fenced: boolean;
}

/** How far a node is with the step that its view of a row asks for. */
export type Progress = 'seen' | 'sealed' | 'copied' | 'checked' | 'told';

/** The row as a node once read it: it may have changed since. */
export interface View {
  readonly shard: Shard;
  readonly progress: Progress;
}

/** One node: its process, its lease by its own clock, and what it accepts. */
export interface ModelNode {
  readonly starts: number;
  readonly isRunning: boolean;
  readonly isLeaseValid: boolean;
  /** Epoch for which its service was told to open. */
  readonly openEpoch: number | null;
  /** Version of the home that its copy holds. */
  readonly copyVersion: number;
  readonly view: View | null;
  /** The last rows that the index showed it; an index may show an old row again. */
  readonly shown: readonly Shard[];
}

export const NODE_IDS = ['a', 'b'] as const;
export type NodeId = (typeof NODE_IDS)[number];

/** One state of the model: a shard, its home, two nodes, and the controller's last reading of the nodes. */
export interface World {
  readonly shard: Shard;
  readonly home: Manifest | null;
  readonly nodes: Readonly<Record<NodeId, ModelNode>>;
  readonly beats: Readonly<Record<NodeId, Beat>>;
  readonly reading: Readonly<Record<NodeId, Beat>>;
  readonly movesMade: number;
  readonly faults: number;
}

/** Bounds that keep the state space finite. */
export interface Bounds {
  readonly moves: number;
  /** Whether the controller may have a shard released to nobody. */
  readonly parks: boolean;
  /** Crashes and lapsed leases. */
  readonly faults: number;
  /** Flushes beyond the seals. */
  readonly homeVersions: number;
  /** Rows that the index may show a node again. */
  readonly oldRows: number;
}

/** What a broken protocol leaves out; each must be caught. */
export interface Mutant {
  readonly noSeal?: boolean;
  readonly noReadBeforeTelling?: boolean;
  readonly noLeaseMargin?: boolean;
  readonly noCopyAfterSeal?: boolean;
  readonly anyIncarnation?: boolean;
  readonly noCloseBeforeRelease?: boolean;
}

/** One thing that can happen. */
export interface Happening {
  readonly name: string;
  readonly next: World;
}

/** Node `a` serves the shard since epoch 1; node `b` is empty. */
export function firstWorld(): World {
  const beats = { a: { incarnation: 'a1', fenced: false }, b: { incarnation: 'b1', fenced: false } };
  return {
    shard: { id: 's', owner: 'a', ownerIncarnation: 'a1', followers: [], epoch: 1 },
    home: { formatVersion: 1, shardId: 's', epoch: 1, version: 1, writer: 'a', objects: [] },
    nodes: { a: { ...FRESH_NODE, openEpoch: 1, copyVersion: 1 }, b: FRESH_NODE },
    beats,
    reading: beats,
    movesMade: 0,
    faults: 0,
  };
}

const FRESH_NODE: ModelNode = {
  starts: 1,
  isRunning: true,
  isLeaseValid: true,
  openEpoch: null,
  copyVersion: 0,
  view: null,
  shown: [],
};

export function incarnationOf(id: NodeId, node: ModelNode): string {
  return `${id}${node.starts}`;
}

export function withNode(world: World, id: NodeId, change: Partial<ModelNode>): World {
  return { ...world, nodes: { ...world.nodes, [id]: { ...world.nodes[id], ...change } } };
}

export function accepts(node: ModelNode): boolean {
  return node.isRunning && node.isLeaseValid && node.openEpoch !== null;
}
