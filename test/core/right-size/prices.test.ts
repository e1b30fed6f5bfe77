import { describe, expect, it } from 'vitest';
import { DEFAULT_PRICES } from '../../../core/right-size/default-prices';
import { INSTANCE_TYPES } from '../../../core/right-size/instance-types';
import { machineSizes } from '../../../core/right-size/machine-sizes';
import { parsePrices } from '../../../core/right-size/parse-prices';
import { dollarsOnNode, fargateSizes, sizesOnNode } from '../../../core/right-size/task-sizes';

const RATE = { vcpuHour: 0.04, gbHour: 0.004 };

describe('sizes on offer', () => {
  it('are the combinations of Fargate', () => {
    const names = fargateSizes('x86_64', RATE).map((size) => size.name);

    expect(names).toHaveLength(74);
    expect(names).toEqual(
      expect.arrayContaining(['256/512', '256/2048', '512/4096', '4096/30720', '8192/61440', '16384/122880']),
    );
    expect(names).not.toEqual(expect.arrayContaining(['256/4096']));
    expect(names.filter((name) => name.startsWith('8192/'))).toHaveLength(12);
  });

  it('cost by vCPU and GB', () => {
    const size = fargateSizes('arm64', RATE).find(({ name }) => name === '2048/5120');

    // 2 × 0.04 + 5 × 0.004
    expect(size?.dollarsPerHour).toBeCloseTo(0.1, 10);
  });

  it('all have hardware and a price, bigger ones of a family a higher price', () => {
    const machines = machineSizes(DEFAULT_PRICES);

    expect(machines).toHaveLength(INSTANCE_TYPES.length);
    expect(Object.keys(DEFAULT_PRICES.instances)).toHaveLength(INSTANCE_TYPES.length);
    const ladder = machines.filter((size) => size.name.startsWith('i4i.')).map((size) => size.dollarsPerHour);
    expect(ladder).toEqual([...ladder].sort((a, b) => a - b));
  });

  it('on a node cost the part of it that they take', () => {
    const [node] = machineSizes({ ...DEFAULT_PRICES, instances: { 'i4i.xlarge': 0.4 } });
    if (node === undefined) {
      throw new Error('no node');
    }

    // A quarter of its 4 vCPUs, half of its 32 GiB.
    expect(dollarsOnNode(1024, 16_384, node)).toBeCloseTo(0.2, 10);
    const sizes = sizesOnNode(node);
    // 32 768 MiB × 0.925 − 256 = 30 054 MiB, in steps of 512.
    expect(sizes.map((size) => size.name)).toEqual(expect.arrayContaining(['256/512', '4096/29696']));
    expect(Math.max(...sizes.map((size) => size.capacity.memory ?? 0))).toBe(29_696);
    expect(Math.max(...sizes.map((size) => size.dollarsPerHour))).toBeCloseTo(0.4, 10);
  });
});

describe('parsePrices', () => {
  it('takes a list of another region', () => {
    const prices = {
      region: 'eu-central-1',
      asOf: '2026-11',
      fargate: { arm64: RATE },
      instances: { 'i4i.large': 0.2 },
    };

    expect(parsePrices(JSON.stringify(prices))).toEqual({ prices });
  });

  it('names every fault at once', () => {
    const parsed = parsePrices(
      JSON.stringify({
        region: '',
        spot: 1,
        fargate: { x86_64: { vcpuHour: -1 } },
        instances: { 'i4i.large': 'cheap' },
      }),
    );

    expect('faults' in parsed && parsed.faults.map((fault) => fault.split(' ')[0])).toEqual([
      'spot',
      'region',
      'asOf',
      'fargate.x86_64.vcpuHour',
      'fargate.x86_64.gbHour',
      'instances.i4i.large',
    ]);
  });

  it.each(['', '[]', 'null'])('refuses %j', (text) => {
    expect(parsePrices(text)).toHaveProperty('faults');
  });
});
