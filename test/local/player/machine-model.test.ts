import { describe, expect, it } from 'vitest';
import { shardIds } from '../../../core/fleet/shard';
import { DemandModel } from '../../../local/player/demand-model';
import { DEFAULT_MACHINE, measureMachine, totalShardBytes } from '../../../local/player/machine-model';

const IDS = shardIds(64);

function demandOf(units: number, totalBytes: number): DemandModel {
  const demand = new DemandModel({ seed: 1, shardIds: IDS, totalBytes });
  demand.setDemand(units, 0);
  return demand;
}

describe('measureMachine', () => {
  it('measures CPU as the load that the node serves', () => {
    expect(measureMachine(IDS, demandOf(0.7, 0), DEFAULT_MACHINE).metrics.cpuPercent).toBeCloseTo(70, 9);
  });

  it('cannot be busier than 100 %', () => {
    expect(measureMachine(IDS, demandOf(3, 0), DEFAULT_MACHINE).metrics.cpuPercent).toBe(100);
  });

  it('is idle without shards', () => {
    const measured = measureMachine([], demandOf(3, 1e12), DEFAULT_MACHINE);

    expect(measured).toMatchObject({ usedBytes: 0, metrics: { cpuPercent: 0, diskPercent: 0 } });
  });

  it('has disks 40 % full at the mean number of nodes', () => {
    const meanNodes = 5 / 0.7;
    const { metrics } = measureMachine(
      IDS,
      demandOf(5, totalShardBytes(5, DEFAULT_MACHINE) / meanNodes),
      DEFAULT_MACHINE,
    );

    expect(metrics.diskPercent).toBeCloseTo(40, 3);
  });
});
