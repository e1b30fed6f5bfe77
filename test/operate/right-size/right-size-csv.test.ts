import { beforeEach, describe, expect, it } from 'vitest';
import { usageOf } from '../../core/right-size/usage-of';
import { fileOf, MemorySizes, rightSize } from './memory-sizes';

let sizes: MemorySizes;

beforeEach(() => {
  sizes = new MemorySizes();
  sizes.series = [usageOf('cpu', 20), usageOf('memory', 20)];
});

describe('right-size --csv', () => {
  const lines = Array.from({ length: 4 * 24 }, (_, hour) => `${hour * 60},20,20`);
  const csv = ['minute,cpuPercent,memoryPercent', ...lines].join('\n');

  it('needs no account', async () => {
    const { text, error, closed } = await rightSize(
      sizes,
      '--csv',
      fileOf('use.csv', csv),
      '--size',
      '2048/4096',
      '--units',
      '4',
    );

    expect({ error, closed }).toEqual({ error: undefined, closed: false });
    expect(text).toContain('use.csv: 4 tasks of 2048/4096');
    expect(text).toContain('change to 1024/2048');
    expect(text).toContain('confidence: low');
  });

  it('looks at the last days alone', async () => {
    const { text } = await rightSize(sizes, '--csv', fileOf('use.csv', csv), '--size', '2048/4096', '--days', '2');

    expect(text).toContain('cpu has values of 2.0 days, at least 3 are needed');
  });

  it('takes a metric for whole that is published less often than another', async () => {
    const minutes = Array.from({ length: 4 * 288 }, (_, index) => index * 5);
    const mixed = minutes.map((minute) => `${minute},20,${minute % 60 === 0 ? 20 : ''}`);
    const file = fileOf('use.csv', ['minute,cpuPercent,memoryPercent', ...mixed].join('\n'));
    const { text } = await rightSize(sizes, '--csv', file, '--size', '2048/4096');

    expect(text).toContain('change to 1024/2048');
  });

  it('doubts a column that looks like shares of 1', async () => {
    const mixed = lines.map((_, hour) => `${hour * 60},0.45,31,0.3`);
    const file = fileOf('use.csv', ['minute,cpuPercent,memoryPercent,networkPercent', ...mixed].join('\n'));
    const outcome = await rightSize(sizes, '--csv', file, '--size', 'i4i.xlarge');

    expect(outcome.text).toContain(
      '- cpuPercent is never above 1: if it is a share of 1, give percentages, e.g. 45 and not 0.45',
    );
    expect(outcome.text).not.toContain('networkPercent');
  });

  it('takes other prices', async () => {
    const prices = { region: 'mars-1', asOf: '2031', fargate: { x86_64: { vcpuHour: 1, gbHour: 1 } }, instances: {} };
    const file = fileOf('prices.json', JSON.stringify(prices));
    const { text } = await rightSize(sizes, '--csv', fileOf('use.csv', csv), '--size', '2048/4096', '--prices', file);

    // 730 × (2 + 4)
    expect(text).toContain('$4380.00 a month');
    expect(text).toContain('prices: mars-1, 2031');
  });

  it.each([
    [[], 'say what was used: give --size'],
    [['--size', '2048/9'], 'Fargate has no tasks of 2048/9'],
    [['--size', '0/0', '--node-type', 'i4i.large'], 'no task of 0/0 runs on i4i.large'],
    [['--size', '4096/8192', '--node-type', 'i4i.large'], 'runs on i4i.large, which has 2048/16384'],
    [['--size', 'huge'], 'the type huge is not known'],
  ])('refuses %j', async (words, message) => {
    expect((await rightSize(sizes, '--csv', fileOf('use.csv', csv), ...words)).error?.message).toContain(message);
  });
});
