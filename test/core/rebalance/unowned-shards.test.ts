import { describe, expect, it } from 'vitest';
import { unownedShards } from '../../../core/rebalance/unowned-shards';
import { node, shards } from './fixtures';

describe('shards without a live owner', () => {
  const NODES = [node('n1'), node('n2', { state: 'draining' }), node('n3', { state: 'down' })];

  it.each([
    ['has no owner', [null], 6],
    ['is owned by an active node', ['n1'], 0],
    ['is owned by a draining node', ['n2'], 0],
    ['is owned by a silent node, fenced or not', ['n3'], 6],
    ['is owned by a node that is gone', ['n9'], 6],
  ] as const)('count a shard that %s', (_case, owners, count) => {
    expect(unownedShards(shards(6, [...owners]), NODES)).toHaveLength(count);
  });

  it('count a shard whose owner has started anew since it took it', () => {
    const taken = shards(2, ['n1']).map((shard) => ({ ...shard, ownerIncarnation: 'another' }));
    expect(unownedShards(taken, NODES)).toHaveLength(2);
  });
});
