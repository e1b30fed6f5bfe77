import { describe, expect, it } from 'vitest';
import type { FleetNode } from '../../../core/fleet/node';
import { node, plan, reporting, shards } from './fixtures';

/** The size the kit is made for; the limits leave a slow machine some four times what a developer's takes. */
const NODES = Array.from({ length: 1000 }, (_, index) =>
  node(`n${String(index).padStart(4, '0')}`, { zone: `z${index % 3}` }),
);
const IDS = NODES.map(({ id }) => id);

function millisecondsOf(work: () => unknown): number {
  const startMs = performance.now();
  work();
  return performance.now() - startMs;
}

describe('GIVEN 1000 nodes and 50 000 shards', () => {
  const rows = shards(50_000, IDS);
  const byOwner = new Map(IDS.map((id) => [id, rows.filter((_, index) => IDS[index % IDS.length] === id)]));
  const nodes = NODES.flatMap((each) =>
    reporting([each], byOwner.get(each.id) ?? [], () => ({ bytes: 1, load: 0.02 })),
  );
  const newNodes: readonly FleetNode[] = Array.from({ length: 100 }, (_, index) => node(`x${index}`));

  it.each([
    ['places all shards', NODES, shards(50_000, [null]), 50_000],
    ['finds nothing to do', nodes, rows, 0],
    ['begins to fill a hundred new nodes, within the budgets', [...nodes, ...newNodes], rows, 40],
  ])('%s within four seconds', (_, fleet, owned, orders) => {
    let planned = -1;
    const tookMs = millisecondsOf(() => {
      planned = plan(fleet, owned).orders.length;
    });
    expect(planned).toBe(orders);
    expect(tookMs).toBeLessThan(4000);
  });
});
