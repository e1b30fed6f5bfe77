import { describe, expect, it } from 'vitest';
import { shardIds } from '../../../core/fleet/shard';
import { DemandModel } from '../../../local/player/demand-model';

const IDS = shardIds(64);

function model(seed = 1): DemandModel {
  return new DemandModel({ seed, shardIds: IDS, totalBytes: 64_000 });
}

describe('DemandModel', () => {
  it('spreads all of the demand over the shards, unevenly', () => {
    const demand = model();
    demand.setDemand(5, 0);
    const loads = IDS.map((id) => demand.loadOf([id]));

    expect(demand.loadOf(IDS)).toBeCloseTo(5, 9);
    expect(Math.max(...loads) / Math.min(...loads)).toBeGreaterThan(3);
  });

  it('keeps each shard well below one node', () => {
    const demand = model();
    demand.setDemand(8, 0);

    expect(Math.max(...IDS.map((id) => demand.loadOf([id])))).toBeLessThan(0.6);
  });

  it('is the same for the same seed', () => {
    expect(IDS.map((id) => model(3).bytesOf([id]))).toEqual(IDS.map((id) => model(3).bytesOf([id])));
    expect(model(3).bytesOf(['shard-00000'])).not.toBe(model(4).bytesOf(['shard-00000']));
  });

  it('shares out all bytes', () => {
    expect(Math.abs(model().bytesOf(IDS) - 64_000)).toBeLessThan(64);
  });

  it('reports loads smoothed over five minutes', () => {
    const demand = model();
    demand.setDemand(5, 0);
    demand.setDemand(10, 60_000);
    const reported = Object.values(demand.statsOf(IDS)).reduce((sum, stat) => sum + stat.load, 0);

    expect(reported).toBeCloseTo(5 + 5 * (1 - Math.exp(-1 / 5)), 3);
    expect(demand.loadOf(IDS)).toBeCloseTo(10, 9);
  });

  it('ignores shards that it does not know', () => {
    expect(model().statsOf(['other'])).toEqual({});
    expect(model().bytesOf(['other'])).toBe(0);
  });
});
