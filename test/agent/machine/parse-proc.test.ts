import { describe, expect, it } from 'vitest';
import { parseMemoryPercent, parseNetworkBytes, parseProcessorTimes } from '../../../agent/machine/parse-proc';

/** As captured on a machine of two processors. */
const STAT = `cpu  762174 202 119545 1895321 2992 0 4364 881 0 0
cpu0 365766 119 56535 966641 714 0 2039 419 0 0
cpu1 396407 83 63009 928680 2277 0 2325 461 0 0
intr 0
ctxt 3423434
`;
const MEMORY = `MemTotal:       24684084 kB
MemFree:        23985812 kB
MemAvailable:   24170636 kB
Buffers:            1284 kB
`;
const NETWORK = `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
    lo: 5050118408 2574005    0    0    0     0          0         0 5050118408 2574005    0    0    0     0       0          0
  ifb0:       0       0    0    0    0     0          0         0        0       0    0    0    0     0       0          0
  eth0: 2030712979   51661    0    0    0     0          0         0  3299693   29370    0    0    0     0       0          0
  ens6:123 1 0 0 0 0 0 0 7 1 0 0 0 0 0 0
`;

describe('parseProcessorTimes', () => {
  it('counts everything but idling and waiting for disks as busy', () => {
    const busy = 762_174 + 202 + 119_545 + 0 + 4364 + 881;
    expect(parseProcessorTimes(STAT)).toEqual({ busy, total: busy + 1_895_321 + 2992 });
  });

  it('does not count guests twice, whose time is user time too', () => {
    expect(parseProcessorTimes('cpu  100 0 0 100 0 0 0 0 50 50\n')).toEqual({ busy: 100, total: 200 });
  });

  it.each(['', 'cpu  a b c d e\n', 'cpu0 1 2 3 4 5\n'])('knows nothing from %j', (text) => {
    expect(parseProcessorTimes(text)).toBeUndefined();
  });
});

describe('parseMemoryPercent', () => {
  it('takes memory that can be reclaimed for free', () => {
    expect(parseMemoryPercent(MEMORY)).toBeCloseTo((100 * (24_684_084 - 24_170_636)) / 24_684_084, 6);
  });

  it('knows nothing without MemAvailable', () => {
    expect(parseMemoryPercent('MemTotal: 100 kB\n')).toBeUndefined();
  });
});

describe('parseNetworkBytes', () => {
  it('adds up all interfaces but the loopback', () => {
    expect(parseNetworkBytes(NETWORK)).toEqual({ received: 2_030_712_979 + 123, sent: 3_299_693 + 7 });
  });
});
