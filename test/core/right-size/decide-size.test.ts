import { describe, expect, it } from 'vitest';
import { decideSize, type SizingInput } from '../../../core/right-size/decide-size';
import { DEFAULT_PRICES } from '../../../core/right-size/default-prices';
import { machineSizes } from '../../../core/right-size/machine-sizes';
import type { Size } from '../../../core/right-size/size';
import { SIZING_DEFAULTS } from '../../../core/right-size/sizing-rule';
import { fargateDollars, fargateSizes, taskSize } from '../../../core/right-size/task-sizes';
import { usageOf } from './usage-of';

const RATE = { vcpuHour: 0.04048, gbHour: 0.004445 };

function task(cpuUnits: number, memoryMib: number): Size {
  const dollarsPerHour = fargateDollars(cpuUnits, memoryMib, RATE);
  return taskSize(cpuUnits, memoryMib, { architecture: 'x86_64', dollarsPerHour });
}

function machine(name: string): Size {
  const found = machineSizes(DEFAULT_PRICES).find((size) => size.name === name);
  if (found === undefined) {
    throw new Error(`no price of ${name}`);
  }
  return found;
}

function input(over: Partial<SizingInput>): SizingInput {
  return {
    series: [usageOf('cpu', 20), usageOf('memory', 20)],
    current: task(2048, 4096),
    units: 4,
    sizes: fargateSizes('x86_64', RATE),
    rule: SIZING_DEFAULTS,
    ...over,
  };
}

describe('decideSize for tasks', () => {
  it('recommends the cheapest size that carries the use with its headroom', () => {
    // 0.4 vCPU / 0.7 = 0.57 vCPU, 819 MiB / 0.8 = 1024 MiB: 1 vCPU, which has at least 2 GB.
    const decision = decideSize(input({}));

    expect(decision).toMatchObject({ kind: 'change', to: { size: { name: '1024/2048' }, units: 4 } });
    // 4 × (2 × 0.04048 + 4 × 0.004445) = 0.39496, and half of it.
    expect(decision.kind === 'change' && decision.savingDollarsPerHour).toBeCloseTo(0.19748, 8);
    expect(decision.kind === 'change' && decision.savingFraction).toBeCloseTo(0.5, 8);
  });

  it('names the resource that saturates first, and at which load', () => {
    const series = [usageOf('cpu', 35), usageOf('memory', 60)];
    const decision = decideSize(input({ series }));

    // 60 of 80 % against 35 of 70 %.
    expect(decision).toMatchObject({
      findings: { saturations: [{ resource: 'memory' }, { resource: 'cpu', reachedAt: 2 }] },
    });
    expect(decision.kind !== 'refuse' && decision.findings.saturations[0]?.reachedAt).toBeCloseTo(80 / 60, 8);
  });

  it('names what a peak saturates first, however short that was', () => {
    const spike = (hour: number) => (hour === 100 ? 88 : 30);
    const decision = decideSize(input({ series: [usageOf('cpu', 50), usageOf('memory', spike)] }));

    // The peak is 88 of 90 %, the processor 50 of 70 %.
    expect(decision).toMatchObject({ findings: { saturations: [{ resource: 'memory' }, { resource: 'cpu' }] } });
    expect(decision.kind !== 'refuse' && decision.findings.saturations[0]?.reachedAt).toBeCloseTo(90 / 88, 8);
  });

  it('never goes below the highest memory ever seen, however short that was', () => {
    const spike = (hour: number) => (hour === 100 ? 85 : 10);
    const decision = decideSize(input({ series: [usageOf('cpu', 1), usageOf('memory', spike)] }));

    // 0.85 × 4096 / 0.9 = 3869 MiB; the processor alone would be content with 256 units.
    expect(decision).toMatchObject({ kind: 'change', to: { size: { name: '512/4096' } } });
  });

  it('lets a short peak fill the processor', () => {
    const spike = (hour: number) => (hour === 100 ? 45 : 10);
    const decision = decideSize(input({ series: [usageOf('cpu', spike), usageOf('memory', 20)] }));

    // The peak needs 0.9 vCPU, with headroom it would need 1.29.
    expect(decision).toMatchObject({ kind: 'change', to: { size: { name: '1024/2048' } } });
  });

  it('leaves a size that is large enough for a saving of less than a tenth', () => {
    // 0.6 × 5120 / 0.8 = 3840 MiB: one step of 1 GB less is 4.5 % of the price.
    const series = [usageOf('cpu', 60), usageOf('memory', 60)];
    const decision = decideSize(input({ series, current: task(2048, 5120) }));

    expect(decision).toMatchObject({ kind: 'keep', reason: expect.stringContaining('2048/4096 would save 4.3 %') });
  });

  it('leaves no size for the same one, although any saving were worth it', () => {
    const series = [usageOf('cpu', 60), usageOf('memory', 60)];
    const decision = decideSize(input({ series, rule: { ...SIZING_DEFAULTS, leastSaving: 0 } }));

    expect(decision).toMatchObject({ kind: 'keep', reason: 'no cheaper size carries the load within the limits' });
  });

  it('recommends more when a resource is over its limit, whatever it costs', () => {
    const decision = decideSize(input({ series: [usageOf('cpu', 90), usageOf('memory', 20)] }));

    expect(decision).toMatchObject({
      kind: 'change',
      to: { size: { name: '4096/8192' } },
      reason: 'cpu is over the limit',
    });
    expect(decision.kind === 'change' && decision.savingFraction).toBeCloseTo(-1, 8);
  });

  it('says what is needed when nothing on offer has it', () => {
    const decision = decideSize(input({ series: [usageOf('cpu', 90)], current: task(16_384, 32_768) }));

    expect(decision).toMatchObject({ kind: 'none-fits', reason: expect.stringContaining('cpu 20.58, memory 32768') });
  });

  it('does not shrink what was not measured', () => {
    const decision = decideSize(input({ series: [usageOf('cpu', 10)] }));

    expect(decision).toMatchObject({
      kind: 'change',
      to: { size: { name: '512/4096' } },
      findings: { doubts: ['memory is not measured, so it may not shrink'] },
    });
  });

  it('keeps a size when a full processor hides what was wanted', () => {
    const spike = (hour: number) => (hour === 100 ? 100 : 10);
    const decision = decideSize(input({ series: [usageOf('cpu', spike), usageOf('memory', 80)] }));

    expect(decision).toMatchObject({ kind: 'keep', findings: { confidence: 'low' } });
  });

  it('weighs fewer larger and more smaller tasks only when asked to', () => {
    // Each task needs 0.286 vCPU for its 0.2, and 512 MiB: 512/1024 as is, and fewer of them carry it.
    const series = [usageOf('cpu', 10), usageOf('memory', 10)];
    const asIs = decideSize(input({ series, units: 8 }));
    const regrouped = decideSize(input({ series, units: 8, leastUnits: 2 }));

    expect(asIs).toMatchObject({ kind: 'change', to: { size: { name: '512/1024' }, units: 8 } });
    // 8 × 0.2857 / 0.5 = 4.57: five cost 0.1234, eight 0.1975; ten of 256/512 cost as much as five, and are further from what runs.
    expect(regrouped).toMatchObject({ kind: 'change', to: { size: { name: '512/1024' }, units: 5 } });
  });

  it('does not split what memory forbids', () => {
    const series = [usageOf('cpu', 10), usageOf('memory', 70)];
    const decision = decideSize(input({ series, units: 8, leastUnits: 2 }));

    // Every task needs 0.7 × 4096 / 0.8 = 3584 MiB of its own.
    const memory = decision.kind === 'change' ? (decision.to.size.capacity.memory ?? 0) : 0;
    expect(memory).toBeGreaterThanOrEqual(3584);
  });
});

describe('decideSize for machines', () => {
  const sizes = machineSizes(DEFAULT_PRICES);

  it('recommends a smaller machine of the same architecture', () => {
    const series = [usageOf('cpu', 25), usageOf('memory', 30), usageOf('disk', 30), usageOf('network', 20)];
    const decision = decideSize({ ...input({ series, sizes, units: 10 }), current: machine('i4i.2xlarge') });

    expect(decision).toMatchObject({ kind: 'change', to: { size: { name: 'i4i.xlarge' }, units: 10 } });
    expect(decision.kind === 'change' && decision.savingDollarsPerHour).toBeCloseTo(10 * (0.686 - 0.343), 8);
  });

  it('does not compare models of GPU', () => {
    const series = (['cpu', 'memory', 'disk', 'network', 'gpu', 'gpuMemory'] as const).map((one) => usageOf(one, 10));
    const decision = decideSize({ ...input({ series, sizes }), current: machine('g5.12xlarge') });

    // 3800 × 0.1 / 0.8 = 475 GB of disk. g6.4xlarge has them for less, but a tenth of four A10G is not a tenth of four L4.
    expect(decision).toMatchObject({ kind: 'change', to: { size: { name: 'g5.4xlarge' } } });
  });

  it('does not hold bursts of the network against a machine', () => {
    const burst = (hour: number) => (hour === 100 ? 500 : 10);
    const series = [usageOf('cpu', 60), usageOf('memory', 70), usageOf('disk', 70), usageOf('network', burst)];
    const decision = decideSize({ ...input({ series, sizes }), current: machine('i4i.xlarge') });

    expect(decision).toMatchObject({ kind: 'keep', reason: 'no cheaper size carries the load within the limits' });
  });
});

describe('decideSize refuses', () => {
  it.each([
    ['without data', [], 'there is no data'],
    ['with empty series', [usageOf('cpu', 10, 0)], 'there is no data'],
    ['of a little too few days, without rounding them up', [usageOf('cpu', 10, 2.96)], 'cpu has values of 2.9 days'],
    ['under three days', [usageOf('cpu', 10), usageOf('memory', 10, 2)], 'memory has values of 2.0 days'],
  ])('%s', (_, series, reason) => {
    expect(decideSize(input({ series }))).toMatchObject({ kind: 'refuse', reason: expect.stringContaining(reason) });
  });

  it('when more than half of the values are missing', () => {
    const full = usageOf('cpu', 10, 28);
    const points = full.points.filter((point) => (point.minute / 60) % 5 < 2);

    expect(decideSize(input({ series: [{ ...full, points }] }))).toMatchObject({
      kind: 'refuse',
      reason: expect.stringContaining('60 % of the values of cpu are missing, at most 50 % may be'),
    });
  });

  it('when a resource is no longer measured', () => {
    const series = [usageOf('cpu', 10), usageOf('memory', 10, 4)];

    // 4 of 14 days.
    expect(decideSize(input({ series }))).toMatchObject({
      kind: 'refuse',
      reason: expect.stringContaining('71 % of the values of memory are missing'),
    });
  });
});

describe('confidence', () => {
  it.each([
    [14, 'high'],
    [7, 'medium'],
    [4, 'low'],
  ])('of %i days is %s', (days, confidence) => {
    const series = [usageOf('cpu', 10, days), usageOf('memory', 10, days)];

    expect(decideSize(input({ series }))).toMatchObject({ findings: { confidence } });
  });

  it('is less for use that grows', () => {
    const series = [usageOf('cpu', (hour) => (hour < 168 ? 20 : 30)), usageOf('memory', 10)];

    expect(decideSize(input({ series }))).toMatchObject({
      findings: { confidence: 'medium', doubts: ['use of cpu grew by 50 % from the first half to the second'] },
    });
  });
  it('is less for what began to be used', () => {
    const series = [usageOf('cpu', (hour) => (hour < 168 ? 0 : 30)), usageOf('memory', 10)];

    expect(decideSize(input({ series }))).toMatchObject({
      findings: { confidence: 'medium', doubts: ['use of cpu began in the second half'] },
    });
  });

  it('is high for what is never used', () => {
    const series = [usageOf('cpu', 0), usageOf('memory', 10)];

    expect(decideSize(input({ series }))).toMatchObject({ findings: { confidence: 'high', doubts: [] } });
  });
});
