import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SizeChoice } from '../../../core/right-size/choose-size';
import { decideSize, type SizingDecision, type SizingInput } from '../../../core/right-size/decide-size';
import { DEFAULT_PRICES } from '../../../core/right-size/default-prices';
import { machineSizes } from '../../../core/right-size/machine-sizes';
import { RESOURCES, type Size } from '../../../core/right-size/size';
import { SIZING_DEFAULTS } from '../../../core/right-size/sizing-rule';
import { fargateSizes } from '../../../core/right-size/task-sizes';
import type { UsageSeries } from '../../../core/right-size/usage';

const FARGATE = fargateSizes('x86_64', { vcpuHour: 0.04048, gbHour: 0.004445 });
const LADDER = machineSizes(DEFAULT_PRICES).filter((size) => size.name.startsWith('i4i.'));
const DAY_STEP = 120;

/** Series of four days, with the current size and what may be chosen. */
const cases: fc.Arbitrary<SizingInput> = fc
  .constantFrom<readonly Size[]>(FARGATE, LADDER)
  .chain((sizes) => fc.tuple(fc.constant(sizes), fc.constantFrom(...sizes), fc.integer({ min: 1, max: 20 })))
  .chain(([sizes, current, units]) => {
    const resources = RESOURCES.filter((resource) => current.capacity[resource] !== undefined);
    const series = fc.tuple(...resources.map((resource) => seriesOf(resource)));
    return series.map((all) => ({ sizes, current, units, series: all, rule: SIZING_DEFAULTS }));
  });

function seriesOf(resource: UsageSeries['resource']): fc.Arbitrary<UsageSeries> {
  const percents = fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { minLength: 48, maxLength: 60 });
  return percents.map((values) => ({
    resource,
    stepMinutes: DAY_STEP,
    points: values.map((percent, index) => ({ minute: index * DAY_STEP, percent })),
  }));
}

function scaled(input: SizingInput, factor: number): SizingInput {
  const series = input.series.map((one) => ({
    ...one,
    points: one.points.map(({ minute, percent }) => ({ minute, percent: percent * factor })),
  }));
  return { ...input, series };
}

function chosen(input: SizingInput, decision: SizingDecision): Size {
  return decision.kind === 'change' ? decision.to.size : input.current;
}

/** Fails when a peak that was measured would not fit; network alone may burst. */
function expectRoom(input: SizingInput, { size, units }: SizeChoice): void {
  for (const { resource, points } of input.series.filter((one) => one.resource !== 'network')) {
    const peak = Math.max(...points.map((point) => point.percent)) / 100;
    const isShared = units < input.units || resource === 'cpu';
    const perUnit = peak * (input.current.capacity[resource] ?? 0) * (isShared ? input.units / units : 1);
    expect(perUnit).toBeLessThanOrEqual((size.capacity[resource] ?? 0) * (1 + 1e-6));
  }
}

describe('decideSize', () => {
  it('never recommends a size that the data would have saturated', () => {
    fc.assert(
      fc.property(cases, fc.boolean(), (given, regroups) => {
        const input = regroups ? { ...given, leastUnits: 1 } : given;
        const decision = decideSize(input);
        if (decision.kind === 'change') {
          expectRoom(input, decision.to);
        }
      }),
    );
  });

  it('never recommends less of a resource when all use grows', () => {
    fc.assert(
      fc.property(cases, fc.double({ min: 1, max: 3, noNaN: true }), (given, factor) => {
        const input = { ...given, sizes: LADDER, current: LADDER[4] ?? given.current };
        const before = decideSize(input);
        const after = decideSize(scaled(input, factor));
        if (after.kind === 'none-fits') {
          return;
        }

        expect(before.kind).not.toBe('none-fits');
        expect(chosen(input, after).dollarsPerHour).toBeGreaterThanOrEqual(chosen(input, before).dollarsPerHour);
      }),
    );
  });

  it('never asks for less when all use grows', () => {
    fc.assert(
      fc.property(cases, fc.double({ min: 1, max: 3, noNaN: true }), (input, factor) => {
        const before = decideSize(input);
        const after = decideSize(scaled(input, factor));
        if (before.kind === 'refuse' || after.kind === 'refuse') {
          throw new Error('four days of values were refused');
        }
        for (const resource of RESOURCES) {
          expect(after.findings.required[resource] ?? 0).toBeGreaterThanOrEqual(
            before.findings.required[resource] ?? 0,
          );
        }
      }),
    );
  });

  it('changes nothing right after a change that it recommended', () => {
    fc.assert(
      fc.property(cases, (input) => {
        const decision = decideSize(input);
        if (decision.kind !== 'change') {
          return;
        }
        const { size } = decision.to;
        const series = input.series.map((one) => {
          const ratio = (input.current.capacity[one.resource] ?? 0) / (size.capacity[one.resource] ?? 1);
          return { ...one, points: one.points.map((point) => ({ ...point, percent: point.percent * ratio })) };
        });

        expect(decideSize({ ...input, series, current: size }).kind).toBe('keep');
      }),
    );
  });
});
