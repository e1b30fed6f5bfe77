import { describe, expect, it } from 'vitest';
import { decideSize } from '../../../core/right-size/decide-size';
import { DEFAULT_PRICES } from '../../../core/right-size/default-prices';
import { SIZING_DEFAULTS } from '../../../core/right-size/sizing-rule';
import { taskCatalogue } from '../../../operate/right-size/task-catalogue';
import { usageOf } from '../../core/right-size/usage-of';

describe('the sizes of a task on a node', () => {
  const task = { cpuUnits: 4096, memoryMib: 31_000, architecture: 'x86_64', nodeType: 'i4i.xlarge' } as const;
  const decide = (memoryPercent: number) => {
    const series = [usageOf('cpu', 65), usageOf('memory', memoryPercent)];
    return decideSize({ ...taskCatalogue(task, DEFAULT_PRICES), series, units: 3, rule: SIZING_DEFAULTS });
  };

  it('have its own, which is placed, although no other as large surely is', () => {
    // 31 000 MiB × 0.79 / 0.8 = 30 613 MiB of the 32 768.
    expect(decide(79)).toMatchObject({ kind: 'keep' });
  });

  it('leave alone what saves nothing, where the processor is what a task takes most of', () => {
    const wide = { cpuUnits: 2048, memoryMib: 4096, architecture: 'x86_64', nodeType: 'i4i.large' } as const;
    const series = [usageOf('cpu', 60), usageOf('memory', 60)];
    const decision = decideSize({ ...taskCatalogue(wide, DEFAULT_PRICES), series, units: 3, rule: SIZING_DEFAULTS });

    // 2048 × 0.6 / 0.7 = 1755 CPU units; any memory up to 14 336 MiB costs the same.
    expect(decision).toMatchObject({ kind: 'change', to: { size: { name: '1792/4096' } } });
  });

  it('have none of all the memory of the node', () => {
    // 31 000 MiB × 0.82 / 0.8 = 31 775 MiB.
    expect(decide(82)).toMatchObject({ kind: 'none-fits', reason: expect.stringContaining('no size on offer') });
  });
});
