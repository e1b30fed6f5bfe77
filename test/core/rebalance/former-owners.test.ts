import { describe, expect, it } from 'vitest';
import type { Shard } from '../../../core/fleet/shard';
import { shardIds } from '../../../core/fleet/shard';
import { node, plan } from './fixtures';

const IDS = shardIds(12);
const NAMED = Object.fromEntries(IDS.map((id) => [id, { bytes: 1, load: 0.01 }]));

/** Somebody deleted the rows; the tick has made them anew from the homes, without owners. */
const ROWS: readonly Shard[] = IDS.map((id) => ({ id, owner: null, followers: [], epoch: 5 }));

describe('GIVEN shards without an owner that a node says it serves', () => {
  it.each(['active', 'joining', 'draining'] as const)('THEN they wait while the node is %s', (state) => {
    const { orders, held } = plan([node('a', { shards: NAMED, state }), node('b'), node('c')], ROWS);
    expect([orders, held]).toEqual([[], { 'still-served': 12 }]);
  });

  it('THEN the others do not wait', () => {
    const { 'shard-00000': first = { bytes: 1, load: 1 } } = NAMED;
    const { orders } = plan([node('a', { shards: { 'shard-00000': first } }), node('b')], ROWS);
    expect(orders.map(({ shard }) => shard.id)).toEqual(IDS.slice(1));
  });

  it.each([{ fenced: true }, { state: 'down' as const }])('THEN they wait no more for one that is %o', (sketch) => {
    expect(plan([node('a', { shards: NAMED, ...sketch }), node('b')], ROWS).orders).toHaveLength(12);
  });
});

describe('GIVEN rows that were made so lately that a former owner may have a lease', () => {
  const formerLeasesMayLast = true;

  it('THEN those that had an owner wait, and those that never had one do not', () => {
    const rows = ROWS.map((row, index) => ({ ...row, epoch: index < 4 ? 0 : 5 }));
    const { orders, held } = plan([node('b')], rows, { formerLeasesMayLast });
    expect([orders.map(({ shard }) => shard.id), held]).toEqual([IDS.slice(0, 4), { 'former-lease': 8 }]);
  });

  it('THEN a shard of a dead owner does not wait', () => {
    const rows = ROWS.map((row) => ({ ...row, owner: 'dead' }));
    const nodes = [node('dead', { fenced: true }), node('b')];
    expect(plan(nodes, rows, { formerLeasesMayLast }).orders).toHaveLength(12);
  });
});
