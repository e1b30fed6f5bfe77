import { describe, expect, it } from 'vitest';
import type { Shard } from '../../../core/fleet/shard';
import { node, plan, shards } from './fixtures';

const SAID = { 'shard-00000': { bytes: 1, load: 0.25 } };
const [ROW] = shards(1, ['a']);

function moveOf(row: Shard | undefined, state: 'active' | 'draining' | 'down', said = {}) {
  const owner = node('a', { state, fenced: state === 'down', shards: said });
  return plan([owner, node('b')], row ? [row] : []).orders[0]?.move;
}

describe('a move carries the load that the owner said last', () => {
  it('when the shard leaves a node that serves it', () => {
    expect(moveOf(ROW, 'draining', SAID)).toMatchObject({ to: 'b', load: 0.25 });
  });

  it('when its owner is dead', () => {
    expect(moveOf(ROW, 'down', SAID)).toMatchObject({ from: null, to: 'b', load: 0.25 });
  });

  it('and none when nobody said anything', () => {
    expect(moveOf(ROW, 'draining')).not.toHaveProperty('load');
    expect(moveOf(shards(1, [null])[0], 'active')).not.toHaveProperty('load');
  });
});
