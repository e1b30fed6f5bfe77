import { marshall } from '@aws-sdk/util-dynamodb';
import { expect, it } from 'vitest';
import { type FleetNode, MOST_SHARDS_A_NODE } from '../../../core/fleet/node';
import { type Shard, shardIds } from '../../../core/fleet/shard';
import { heartbeatKey } from '../../../core/table/table-schema';
import { asDone, node, plan, reporting } from './fixtures';

const MOST_BYTES = 400 * 1024;

/** The other nodes are gone; the policy bounds the shards for each of `minNodes`, not for each that is left. */
it('the last node gets no more shards than its heartbeat can list in an item of 400 KB', () => {
  const count = 6000;
  let rows: Shard[] = shardIds(count).map((id) => ({ id, owner: null, followers: [], epoch: 3 }));
  let last: FleetNode = node('a');
  for (let tick = 0; tick < 6; tick += 1) {
    const made = plan([last], rows);
    rows = asDone(rows, { ...made, orders: made.orders.slice(0, 1000) });
    [last = last] = reporting([last], rows, (_, index) => ({ bytes: 12_345_678 + index, load: Math.SQRT1_2 / 1000 }));
  }

  expect(Object.keys(last.heartbeat?.shards ?? {})).toHaveLength(MOST_SHARDS_A_NODE);
  expect(plan([last], rows).held).toEqual({ 'too-many-shards': count - MOST_SHARDS_A_NODE });
  const item = marshall({ ...heartbeatKey('a'), ...last.heartbeat }, { removeUndefinedValues: true });
  expect(sizeOf({ M: item as never })).toBeLessThan(MOST_BYTES);
});

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html */
function sizeOf(value: { M?: Record<string, never>; S?: string; N?: string }): number {
  if (value.M !== undefined) {
    return Object.entries(value.M).reduce((sum, [name, part]) => sum + name.length + 1 + sizeOf(part), 3);
  }
  if (value.N !== undefined) {
    return Math.ceil(value.N.replace(/^0?\.?0*|[-.]/g, '').length / 2) + 1;
  }
  return value.S?.length ?? 1;
}

it('a node that has so many gets no more, not even one of which it has a copy', () => {
  const rows: Shard[] = shardIds(MOST_SHARDS_A_NODE + 1).map((id) => ({ id, owner: 'a', followers: [], epoch: 3 }));
  const orphan: Shard = { id: 'shard-05000', owner: 'dead', followers: ['a'], epoch: 3 };
  const nodes = [node('a'), node('dead', { fenced: true })];
  expect(plan(nodes, [...rows.slice(0, -1), orphan]).orders).toEqual([]);
  expect(plan(nodes, [...rows.slice(0, -2), orphan]).orders).toHaveLength(1);
});
