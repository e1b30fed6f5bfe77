import { describe, expect, it } from 'vitest';
import type { PastDecision } from '../../../local/replay/decision-history';
import { coalesceDecisions } from '../../../local/report/coalesce-decisions';

function decision(atMs: number, overrides: Partial<PastDecision> = {}): PastDecision {
  const reason = { code: 'steady', text: 'nothing to do' };
  return { controller: 'scaler', atMs, kind: 'hold', acts: false, reason, details: {}, ...overrides };
}

describe('coalesceDecisions', () => {
  it('makes repeated holds one row', () => {
    const [row, ...others] = coalesceDecisions([decision(1), decision(2), decision(3)]);

    expect(row).toMatchObject({ firstAtMs: 1, lastAtMs: 3, count: 3 });
    expect(others).toEqual([]);
  });

  it('makes what one tick does for one reason one row', () => {
    const acting = { kind: 'move', acts: true };

    expect(coalesceDecisions([decision(1, acting), decision(1, acting)])).toMatchObject([{ count: 2 }]);
  });

  it('keeps what different ticks do apart', () => {
    const acting = { kind: 'scale-out', acts: true };

    expect(coalesceDecisions([decision(1, acting), decision(2, acting)])).toHaveLength(2);
  });

  it('starts a new row when the reason changes', () => {
    const other = { reason: { code: 'cooldown', text: 'waiting' } };

    expect(coalesceDecisions([decision(1), decision(2, other), decision(3)])).toHaveLength(3);
  });

  it('does not mind other controllers in between', () => {
    expect(coalesceDecisions([decision(1), decision(2, { controller: 'rebalancer' }), decision(3)])).toHaveLength(2);
  });
});
