import { describe, expect, it } from 'vitest';
import type { FleetNode } from '../../../core/fleet/node';
import type { Shard } from '../../../core/fleet/shard';
import { startMove } from '../../../core/move/move-machine';
import { countStuck, type DrainWatches, watchDrains } from '../../../core/rebalance/watch-drains';
import type { RollSwitch } from '../../../core/table/table-schema';
import { node, shards } from './fixtures';

const MINUTE_MS = 60_000;

/** Watches a fleet as it is in each of some minutes, and returns how many drains were stuck at the end. */
function stuckAfter(minutes: number, fleetAt: (minute: number) => Fleet): number {
  let watches: DrainWatches | undefined;
  for (let minute = 0; minute <= minutes; minute += 1) {
    watches = watchDrains(watches, { ...fleetAt(minute), nowMs: minute * MINUTE_MS });
  }
  return countStuck(watches ?? {}, minutes * MINUTE_MS);
}

interface Fleet {
  readonly nodes: readonly FleetNode[];
  readonly shards: readonly Shard[];
  readonly roll?: RollSwitch;
}

const DRAINING = node('n1', { state: 'draining' });
const TWO = [DRAINING, node('n2')];

function moving(shard: Shard, from: string): Shard {
  return { ...shard, move: startMove({ id: 'm', from, to: 'n3', reason: 'rebalance', startedAtMs: 0 }) };
}

describe('watchDrains', () => {
  it('calls a drain stuck after half an hour in which nothing left its node, however much moves elsewhere', () => {
    const [mine, other] = shards(2, ['n1', 'n2']) as [Shard, Shard];
    const fleet = { nodes: TWO, shards: [mine, moving(other, 'n2')] };
    expect(stuckAfter(29, () => fleet)).toBe(0);
    expect(stuckAfter(30, () => fleet)).toBe(1);
  });

  it('lets one shard take as long as it takes', () => {
    const [mine] = shards(1, ['n1']) as [Shard];
    expect(stuckAfter(300, () => ({ nodes: TWO, shards: [moving(mine, 'n1')] }))).toBe(0);
  });

  it('sees that shards or copies left between two looks, and that none did', () => {
    const owned = (count: number) => shards(count, ['n1']);
    expect(stuckAfter(100, (minute) => ({ nodes: TWO, shards: owned(minute < 75 ? 2 : 1) }))).toBe(0);
    expect(stuckAfter(110, (minute) => ({ nodes: TWO, shards: owned(minute < 75 ? 2 : 1) }))).toBe(1);
    const followed = (count: number) => shards(count, ['n2']).map((shard) => ({ ...shard, followers: ['n1'] }));
    expect(stuckAfter(100, (minute) => ({ nodes: TWO, shards: followed(minute < 75 ? 2 : 1) }))).toBe(0);
  });

  it('takes shards that come and go on a draining node for no progress', () => {
    expect(stuckAfter(60, (minute) => ({ nodes: TWO, shards: shards(2 + (minute % 2), ['n1']) }))).toBe(1);
  });

  it('forgets a drain that was taken back', () => {
    const fleetAt = (minute: number) => ({ nodes: minute === 20 ? [node('n1')] : TWO, shards: shards(1, ['n1']) });
    expect(stuckAfter(45, fleetAt)).toBe(0);
  });

  it('counts each drain by itself', () => {
    const nodes = [DRAINING, node('n2', { state: 'draining' })];
    expect(stuckAfter(30, () => ({ nodes, shards: [] }))).toBe(2);
  });

  it('calls a roll stuck that empties none of its nodes for half an hour, and no longer once they are gone', () => {
    const roll = { nodes: ['n1', 'n2'], maxUnavailable: 1, startedAtMs: 0 };
    const waiting = [node('n1'), node('n2'), node('n3')];
    expect(stuckAfter(30, () => ({ nodes: waiting, shards: [], roll }))).toBe(1);
    expect(stuckAfter(30, () => ({ nodes: [node('n3')], shards: [], roll }))).toBe(0);
    const replaced = (minute: number) => (minute < 20 ? waiting : waiting.slice(1));
    expect(stuckAfter(45, (minute) => ({ nodes: replaced(minute), shards: [], roll }))).toBe(0);
  });

  it('watches the node that a roll empties, and not the others that wait for it', () => {
    const roll = { nodes: ['n1', 'n2'], maxUnavailable: 1, startedAtMs: 0 };
    expect(stuckAfter(30, () => ({ nodes: TWO, shards: shards(1, ['n1']), roll }))).toBe(1);
    const [mine] = shards(1, ['n1']) as [Shard];
    expect(stuckAfter(90, () => ({ nodes: TWO, shards: [moving(mine, 'n1')], roll }))).toBe(0);
  });
});
