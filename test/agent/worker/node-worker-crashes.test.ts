import { describe, expect, it } from 'vitest';
import { NodeWorker } from '../../../agent/worker/node-worker';
import type { FleetNode } from '../../../core/fleet/node';
import { isDead, settleMove } from '../../../core/rebalance/settle-move';
import { LEASE_MS, MemoryFleet, type MemoryNode, NOTHING } from '../memory/fleet';

/** Once armed, lets so many calls to the world through; the next one reaches it, but its reply never comes back. */
class Fuse {
  private calls = 0;
  private isArmed = false;

  constructor(private readonly limit: number) {}

  arm(): void {
    this.isArmed = true;
  }

  get isBlown(): boolean {
    return this.calls > this.limit;
  }

  guard<Port extends object>(port: Port): Port {
    return new Proxy(port, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name);
        return typeof member === 'function'
          ? (...args: unknown[]) => this.call(() => member.apply(target, args))
          : member;
      },
    });
  }

  private async call(work: () => unknown): Promise<unknown> {
    if (!this.isArmed) {
      return work();
    }
    const answer = await work();
    this.calls += 1;
    if (this.calls === this.limit + 1) {
      throw new Error('reply lost');
    }
    return answer;
  }
}

/** The same process, whose calls to table, homes and service go through a fuse. */
async function bootFused(fleet: MemoryFleet, nodeId: string, fuse: Fuse): Promise<MemoryNode> {
  const plain = await fleet.boot(nodeId);
  const ports = { table: fuse.guard(fleet.table), homes: fuse.guard(fleet.homes), service: fuse.guard(plain.service) };
  const worker = new NodeWorker(plain.worker.identity, ports, LEASE_MS, () => fleet.nowMs);
  await worker.register(NOTHING);
  fuse.arm();
  return { worker, service: plain.service };
}

async function settleDespiteFaults(fleet: MemoryFleet, nodes: readonly MemoryNode[]): Promise<void> {
  for (let turn = 0; turn < 12; turn += 1) {
    for (const { worker } of nodes) {
      await worker.handle(fleet.shard).catch((error: Error) => expect(error.message).toBe('reply lost'));
    }
  }
}

function acceptors(nodes: readonly MemoryNode[]): MemoryNode[] {
  return nodes.filter((node) => node.service.accepts('s', 0));
}

describe.each(['a', 'b'])('GIVEN a move in which a call of node %s loses its reply', (faulty) => {
  it.each(Array.from({ length: 16 }, (_, index) => index))(
    'after call %i, THEN repeating the step ends with b alone serving',
    async (limit) => {
      const fleet = new MemoryFleet();
      const a = await (faulty === 'a' ? bootFused(fleet, 'a', new Fuse(limit)) : fleet.boot('a'));
      const b = await (faulty === 'b' ? bootFused(fleet, 'b', new Fuse(limit)) : fleet.boot('b'));
      fleet.startMove(null, a, 'first');
      await settleDespiteFaults(fleet, [a]);
      fleet.startMove('a', b);
      await settleDespiteFaults(fleet, [a, b]);
      expect(fleet.shard.move).toBeUndefined();
      expect(fleet.shard).toMatchObject({ owner: 'b', epoch: 2 });
      expect(acceptors([a, b])).toEqual([b]);
    },
  );
});

/** Node `faulty` crashes after so many calls and starts anew; the others and the controller go on. */
async function playCrash(faulty: string, limit: number) {
  const fleet = new MemoryFleet();
  const fuse = new Fuse(limit);
  const boot = (id: string) => (id === faulty ? bootFused(fleet, id, fuse) : fleet.boot(id));
  const nodes = { a: await boot('a'), b: await boot('b') };
  let mostAcceptors = 0;
  let hasCrashed = false;
  for (let turn = 0; turn < 40; turn += 1) {
    for (const { worker } of [nodes.a, nodes.b]) {
      await worker.handle(fleet.shard).catch((error: Error) => expect(error.message).toBe('reply lost'));
      mostAcceptors = Math.max(mostAcceptors, acceptors([nodes.a, nodes.b]).length);
    }
    if (fuse.isBlown && !hasCrashed) {
      hasCrashed = true;
      Object.assign(nodes, { [faulty]: await fleet.boot(faulty) });
    }
    control(fleet, nodes.a, nodes.b);
  }
  return { fleet, nodes, mostAcceptors };
}

describe.each(['a', 'b'])('GIVEN a move in which node %s crashes and starts anew', (faulty) => {
  it.each(Array.from({ length: 16 }, (_, index) => index))(
    'after call %i, THEN with what the controller does about it one node serves in the end',
    async (limit) => {
      const { fleet, nodes, mostAcceptors } = await playCrash(faulty, limit);
      expect(mostAcceptors).toBe(1);
      expect(fleet.shard.move).toBeUndefined();
      const serving = acceptors([nodes.a, nodes.b]).map(({ worker }) => worker.identity.nodeId);
      expect(serving).toEqual([fleet.shard.owner]);
    },
  );
});

/** What the controller does: end a move of a past incarnation, take over its shard, and once move from a to b. */
function control(fleet: MemoryFleet, a: MemoryNode, b: MemoryNode): void {
  const nodes = new Map(['a', 'b'].map((id) => [id, fleetNode(id, fleet)]));
  const { owner, ownerIncarnation, move, epoch } = fleet.shard;
  if (move !== undefined) {
    const change = settleMove(fleet.shard, nodes);
    if (change) {
      fleet.table.change('s', change.event);
    }
  } else if (owner === null || isDead(nodes.get(owner), ownerIncarnation)) {
    fleet.startMove(null, a, `take-over-${epoch}-${a.worker.identity.incarnation}`);
  } else if (owner === 'a' && epoch === 1) {
    fleet.startMove('a', b);
  }
}

function fleetNode(id: string, fleet: MemoryFleet): FleetNode {
  return { id, state: 'active', zone: 'z', heartbeat: fleet.table.heartbeats.get(id) };
}
