import { setTimeout as sleep } from 'node:timers/promises';
import type { LocalCloud } from '../cloud/cloud';
import type { LiveFleet } from '../live/live-fleet';
import type { LiveNode } from '../live/live-node';
import type { ShardRows } from '../player/shard-rows';
import type { WriteLedger } from '../writer/write-ledger';
import type { Kill } from './plan-kills';

/** A node that is not empty by then stays as it is. */
const LONGEST_DRAIN_MS = 60_000;

/** What strikes are made with. */
export interface StrikeParts {
  readonly fleet: LiveFleet;
  readonly cloud: Pick<LocalCloud, 'failInstance'>;
  readonly ledger: WriteLedger;
  readonly leaseSeconds: number;
  /** Gives an instance its Spot notice. */
  readonly giveNotice: (instanceId: string) => void;
  /** Sets or takes back a node's drain, as an operator does. */
  readonly setDrain: (nodeId: string, drains: boolean) => Promise<void>;
  readonly rows: ShardRows;
}

/** Carries a kill out and returns the node that it struck, once the strike is over; `undefined` when no node runs. */
export async function strike(kill: Kill, parts: StrikeParts): Promise<string | undefined> {
  const nodes = parts.fleet.nodes();
  const node = nodes[Math.min(nodes.length - 1, Math.floor(kill.victim * nodes.length))];
  if (node) {
    // What the node had accepted and not flushed may be lost with any of these, but for a drain.
    if (kill.kind !== 'drain') {
      parts.ledger.crash(node.nodeId);
    }
    await STRIKES[kill.kind](node, parts);
  }
  return node?.nodeId;
}

const STRIKES: Readonly<Record<Kill['kind'], (node: LiveNode, parts: StrikeParts) => Promise<void>>> = {
  crash: async (node) => node.crash(),
  loss: (node, parts) => lose(node, parts),
  freeze: (node, { leaseSeconds }) => node.freeze(2000 * leaseSeconds),
  spot: async (node, parts) => {
    if (parts.fleet.node(node.nodeId) !== node) {
      return;
    }
    parts.giveNotice(node.nodeId);
    await sleep(2000 * parts.leaseSeconds);
    await lose(node, parts);
  },
  drain: async (node, { setDrain, rows }) => {
    await setDrain(node.nodeId, true);
    const limitMs = Date.now() + LONGEST_DRAIN_MS;
    while (rows.all().some((shard) => shard.owner === node.nodeId) && Date.now() < limitMs) {
      await sleep(200);
    }
    await setDrain(node.nodeId, false);
  },
};

/** The node may be gone already: two strikes can meet. */
async function lose(node: LiveNode, { fleet, cloud }: StrikeParts): Promise<void> {
  if (fleet.node(node.nodeId) === node) {
    await fleet.lose(node);
    await cloud.failInstance(node.nodeId);
  }
}
