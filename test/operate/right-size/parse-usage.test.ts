import { describe, expect, it } from 'vitest';
import { parseUsage } from '../../../operate/right-size/parse-usage';

describe('parseUsage', () => {
  it('returns a series for each column, without what is missing', () => {
    const text = 'minute,memoryPercent,gpuMemoryPercent\n0,10,\n5,20,30\n15,40,50\n';

    expect(parseUsage(text, 'u.csv')).toEqual([
      {
        resource: 'memory',
        stepMinutes: 5,
        points: [
          { minute: 0, percent: 10 },
          { minute: 5, percent: 20 },
          { minute: 15, percent: 40 },
        ],
      },
      {
        resource: 'gpuMemory',
        stepMinutes: 10,
        points: [
          { minute: 5, percent: 30 },
          { minute: 15, percent: 50 },
        ],
      },
    ]);
  });

  it('has the step of a single value from the lines', () => {
    const text = 'minute,cpuPercent,memoryPercent\n0,10,20\n5,20,\n';

    expect(parseUsage(text, 'u.csv').map(({ stepMinutes }) => stepMinutes)).toEqual([5, 5]);
  });

  it('takes what bursts, or shares a node, for more than there is', () => {
    const text = 'minute,cpuPercent,memoryPercent,networkPercent\n0,250,101,400\n5,20,30,40\n';

    expect(parseUsage(text, 'u.csv').map(({ points }) => points[0]?.percent)).toEqual([250, 101, 400]);
  });

  it('takes empty cells at the end of a line for none', () => {
    expect(parseUsage('minute,cpuPercent\n0,10,\n5,20,,\n', 'u.csv')[0]?.points).toHaveLength(2);
  });

  it.each([
    ['', 'the first line of u.csv must be minute and some of cpuPercent'],
    ['minute,cpu\n0,1\n1,2', 'it is minute,cpu'],
    ['minute,cpuPercent,cpuPercent\n0,1,1\n1,2,2', 'each once'],
    ['minute,cpuPercent\n0,10', 'fewer than two lines'],
    ['minute,cpuPercent\n0,0.5\n1,0.9', 'give percentages, e.g. 45 and not 0.45'],
    ['minute,cpuPercent\n0,10\n0,20', 'line 3: minute 0 comes after minute 0'],
    ['minute,cpuPercent\n5,10\n4,20', 'line 3: minute 4 comes after minute 5'],
    ['minute,cpuPercent\nnoon,10\n4,20', 'line 2: no whole minute'],
    ['minute,cpuPercent\n0,-10\n4,20', 'line 2: cpuPercent must be a number of at least 0'],
    ['minute,cpuPercent\n0,NaN\n4,20', 'line 2: cpuPercent must be a number'],
    [
      'minute,cpuPercent\n1700000100,10\n1700000400,10',
      'line 2: minute 1700000100 is too late; give minutes, not seconds',
    ],
    ['minute,cpuPercent,memoryPercent\n0,18,5,31,0\n5,18,5,31,0', 'line 2: it has 5 cells, the first line has 3'],
    [
      'minute,memoryPercent\n0,2400\n5,2410',
      'line 2: memoryPercent is 2400; give percent of what there is, not MiB or GB',
    ],
    ['minute,cpuPercent\n0,Infinity\n4,20', 'line 2: cpuPercent must be a number'],
  ])('refuses %j', (text, message) => {
    expect(() => parseUsage(text, 'u.csv')).toThrow(message);
  });
});
