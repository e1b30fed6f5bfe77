import { beforeEach, describe, expect, it } from 'vitest';
import { usageOf } from '../../core/right-size/usage-of';
import { fileOf, MemorySizes, rightSize, SERVICE } from './memory-sizes';

let sizes: MemorySizes;

beforeEach(() => {
  sizes = new MemorySizes();
  sizes.series = [usageOf('cpu', 20), usageOf('memory', 20)];
});

describe('right-size --service', () => {
  it('prints use, bottleneck, saving, confidence and what the stack must say', async () => {
    const { text, error, failed, closed } = await rightSize(sizes, '--service', 'shop/web');

    expect(error).toBeUndefined();
    expect({ failed, closed }).toEqual({ failed: false, closed: true });
    // 730 × 4 × (2 × 0.04048 + 4 × 0.004445) = 288.32
    expect(text).toContain('shop/web: 4 tasks of 2048/4096 (x86_64), $288.32 a month');
    expect(text).toMatch(/RESOURCE +P99 +LIMIT +PEAK +LIMIT/);
    expect(text).toMatch(/cpu +20\.0 % +70 % +20\.0 % +100 % +3\.50 ×/);
    expect(text).toContain("bottleneck: cpu saturates first, at 3.50 × today's load");
    expect(text).toContain('change to 1024/2048: less carries the same load; saves $144.16 a month (50.0 %)');
    expect(text).toContain('confidence: high');
    expect(text).toContain('  cpu: 1024,\n  memoryLimitMiB: 2048,');
    expect(text).toContain('prices: us-east-1, ');
  });

  it('reads the busiest task over the last days', async () => {
    await rightSize(sizes, '--service', 'shop/web', '--days', '7');

    const dimensions = { ClusterName: 'shop', ServiceName: 'web' };
    expect(sizes.spans).toEqual([7 * 86_400_000]);
    expect(sizes.queries).toMatchObject([
      { resource: 'cpu', namespace: 'AWS/ECS', name: 'CPUUtilization', dimensions },
      { resource: 'memory', namespace: 'AWS/ECS', name: 'MemoryUtilization', dimensions },
    ]);
  });

  it('leaves out what was used at another size, and the time of the change', async () => {
    const nowMs = sizes.clock();
    sizes.service = { ...SERVICE, sizedSinceMs: nowMs - 5 * 86_400_000 };
    const { text } = await rightSize(sizes, '--service', 'shop/web');
    await rightSize(sizes, '--service', 'shop/web', '--same-size');

    expect(sizes.spans).toEqual([5 * 86_400_000 - 3_600_000, 14 * 86_400_000]);
    expect(text).toContain('may be that of another size and is left out; if it is not, give --same-size');
  });

  it('prints one JSON document', async () => {
    const { text } = await rightSize(sizes, '--service', 'shop/web', '--json');

    expect(JSON.parse(text)).toMatchObject({
      name: 'shop/web',
      size: '2048/4096',
      units: 4,
      decision: 'change',
      to: { size: '1024/2048', units: 4 },
      savingDollarsPerMonth: 144.16,
      savingPercent: 50,
      bottleneck: 'cpu',
      confidence: 'high',
      prices: { region: 'us-east-1' },
    });
  });

  it('fails when nothing can be said', async () => {
    sizes.series = [];
    sizes.service = { ...SERVICE, sizedSinceMs: Number.POSITIVE_INFINITY };
    const { text, failed } = await rightSize(sizes, '--service', 'shop/web');

    expect(failed).toBe(true);
    expect(text).toContain('nothing can be recommended: there is no data');
    expect(text).toContain('may be that of another size and is left out');
  });

  it('says when nothing on offer is large enough', async () => {
    sizes.service = { ...SERVICE, cpuUnits: 16_384, memoryMib: 122_880 };
    sizes.series = [usageOf('cpu', 95), usageOf('memory', 20)];
    const { text, failed } = await rightSize(sizes, '--service', 'shop/web');

    expect(failed).toBe(true);
    expect(text).toContain('too small: cpu over the limit, but no size on offer has what is needed');
  });

  it('wants the nodes of tasks that are not on Fargate', async () => {
    sizes.service = { ...SERVICE, place: 'nodes' };
    const without = await rightSize(sizes, '--service', 'shop/web');
    const known = await rightSize(sizes, '--service', 'shop/web', '--node-type', 'i4i.xlarge');

    expect(without.error?.message).toContain('give their instance type with --node-type');
    // Half of the processor of $0.343 an hour, of 4 tasks.
    expect(known.text).toContain('4 tasks of 2048/4096 (x86_64), $500.78 a month');
    expect(known.text).toContain('- tasks on nodes save money only once fewer nodes run');
  });

  it('weighs one task of a service that runs none now', async () => {
    sizes.service = { ...SERVICE, tasks: 0 };
    const { text } = await rightSize(sizes, '--service', 'shop/web');

    expect(text).toContain('1 task of 2048/4096 (x86_64), $72.08 a month');
    expect(text).toContain('- no task runs now: the dollars are those of one');
  });

  it.each([
    [['--service', 'shop'], 'Give cluster and service'],
    [['--service', 'shop/web', '--csv', 'x'], 'cannot be used with'],
    [['--service', 'shop/web', '--days', '64'], 'at most 63'],
    [['--service', 'shop/web', '--quantile', '99'], 'a share from 0.5 to 1'],
    [['--service', 'shop/web', '--roll-out', '--least-units', '2'], 'cannot be used with'],
    [['--service', 'shop/web', '--prices', '/no/such/file'], 'cannot be read'],
    [['--service', 'shop/web', '--yes'], 'give --roll-out too'],
    [['--roll-out'], 'name it with --service'],
    [['--size', 'i4i.xlarge'], '--size says something of --csv alone'],
    [['--service', 'shop/web', '--units', '4'], '--units says something of --csv alone'],
    [['--service', 'shop/web', '--architecture', 'x86_64'], '--architecture says something of --csv alone'],
    [['--service', 'shop/web', '--mount-path', '/data'], '--mount-path says something of a fleet alone'],
    [['--node-type', 'i4i.xlarge'], '--node-type says something of --csv and --service alone'],
    [
      ['--csv', 'x', '--size', '1024/2048', '--region', 'eu-west-1'],
      '--region says something of --service and a fleet',
    ],
    [['--csv', 'x', '--size', '1024/2048', '--profile', 'shop'], '--profile says something of --service and a fleet'],
    [['--csv', 'x', '--size', '1024/2048', '--local'], '--local says something of --service and a fleet alone'],
    [['--csv', 'x', '--size', '1024/2048', '--work-folder', 'y'], '--work-folder says something of --service and a'],
    [['--csv', 'x', '--size', '1024/2048', '--same-size'], '--same-size says something of --service and a fleet alone'],
  ])('refuses %j', async (words, message) => {
    expect((await rightSize(sizes, ...words)).error?.message).toContain(message);
  });
});

it('reads files that begin with a byte order mark', async () => {
  const prices = fileOf('prices.json', '\uFEFF{}');
  const { error } = await rightSize(sizes, '--service', 'shop/web', '--prices', prices);
  expect(error?.message).toContain('cannot be used');
  expect(error?.message).not.toContain('JSON');
});

it('says which prices are not used, since nobody here knows the types', async () => {
  const instances = { 'i4i.xlarge': 0.3, 'i4i.2xlrage': 0.1 };
  const prices = fileOf('prices.json', JSON.stringify({ region: 'x', asOf: 'now', instances }));
  const file = fileOf('use.csv', 'minute,cpuPercent\n0,20\n5,30\n');
  const { text } = await rightSize(sizes, '--csv', file, '--size', 'i4i.xlarge', '--prices', prices);
  expect(text).toContain('not used, since the sizes of their types are not known here: i4i.2xlrage');

  const { text: usual } = await rightSize(sizes, '--csv', file, '--size', 'i4i.xlarge');
  expect(usual).not.toContain('not used');
});

describe('right-size --roll-out', () => {
  it('only says what it would do', async () => {
    const { text } = await rightSize(sizes, '--service', 'shop/web', '--roll-out');

    expect(text).toContain('cpu 2048 → 1024, memory 4096 → 2048 MiB; all 4 tasks are replaced');
    expect(text).toContain('nothing was changed; to do it, repeat with --yes');
    expect(sizes.rolledOut).toEqual([]);
  });

  it('does it with --yes, and warns of the stack', async () => {
    const { text } = await rightSize(sizes, '--service', 'shop/web', '--roll-out', '--yes');

    expect(sizes.rolledOut).toEqual([{ cpuUnits: 1024, memoryMib: 2048, containers: [{ name: 'app', cpuUnits: 0 }] }]);
    expect(text).toContain('the next deployment of the stack sets it back');
    expect(text).toContain('the service deploys arn:web:8 now');
  });

  it('does nothing without a recommendation', async () => {
    sizes.series = [usageOf('cpu', 65), usageOf('memory', 65)];
    const { text } = await rightSize(sizes, '--service', 'shop/web', '--roll-out', '--yes');

    expect(text).toContain('nothing to roll out');
    expect(sizes.rolledOut).toEqual([]);
  });

  it('leaves a service alone whose deployments somebody else makes', async () => {
    sizes.service = { ...SERVICE, locked: 'its deployments are made by CODE_DEPLOY: deploy the new size there' };
    const { error } = await rightSize(sizes, '--service', 'shop/web', '--roll-out', '--yes');

    expect(error?.message).toContain('made by CODE_DEPLOY');
    expect(sizes.rolledOut).toEqual([]);
  });
});

describe('right-size of a fleet', () => {
  beforeEach(() => {
    sizes.series = [usageOf('cpu', 25), usageOf('memory', 30), usageOf('disk', 30), usageOf('network', 20)];
  });

  it('recommends a machine, and how to get there', async () => {
    const { text, error } = await rightSize(sizes);

    expect(error).toBeUndefined();
    expect(text).toContain('10 nodes of i4i.2xlarge (x86_64), $5007.80 a month');
    expect(text).toContain('change to i4i.xlarge: less carries the same load; saves $2503.90 a month (50.0 %)');
    expect(text).toContain("  instanceTypes: [new ec2.InstanceType('i4i.xlarge')],");
    expect(text).toContain('elastic-fleet fleet roll');
  });

  it('asks EC2 and the CloudWatch agent, and turns bytes into shares of the bandwidth', async () => {
    await rightSize(sizes, '--mount-path', '/data');

    expect(sizes.queries.map(({ namespace, name }) => `${namespace} ${name}`)).toEqual([
      'AWS/EC2 CPUUtilization',
      'CWAgent mem_used_percent',
      'CWAgent disk_used_percent',
      'AWS/EC2 NetworkIn',
      'AWS/EC2 NetworkOut',
    ]);
    expect(sizes.queries[2]?.dimensions).toMatchObject({ path: '/data' });
    // 4.687 Gbit/s for five minutes.
    expect((sizes.queries[3]?.toPercent ?? 0) * ((4.687e9 / 8) * 300)).toBeCloseTo(100, 6);
  });

  it('leaves out what was used before any of its nodes ran', async () => {
    sizes.group = { ...sizes.group, oldestLaunchMs: sizes.clock() - 6 * 86_400_000 };
    await rightSize(sizes);

    expect(sizes.spans).toEqual([6 * 86_400_000 - 3_600_000]);
  });

  it('reads GPUs where there are some', async () => {
    sizes.group = { counts: new Map([['g6.12xlarge', 2]]), oldestLaunchMs: 0, detailedMonitoring: true };
    await rightSize(sizes);

    expect(sizes.queries.slice(-2)).toMatchObject([
      { resource: 'gpu', name: 'nvidia_smi_utilization_gpu', toPercent: 1 },
      { resource: 'gpuMemory', name: 'nvidia_smi_memory_used', toPercent: 100 / 22_888 },
    ]);
  });

  it.each([
    [new Map(), 'runs no instance now'],
    [
      new Map([
        ['i4i.large', 1],
        ['i3en.large', 2],
      ]),
      'runs 1 i4i.large, 2 i3en.large: percentages of different machines',
    ],
    [new Map([['m1.small', 1]]), 'the type m1.small is not known here'],
  ])('refuses a group of %j', async (counts, message) => {
    sizes.group = { counts, oldestLaunchMs: 0, detailedMonitoring: false };

    expect((await rightSize(sizes)).error?.message).toContain(message);
  });
});
