import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { predictivePolicy } from '../../../scaling-replay/policy/predictive-policy';
import { predictiveRuleOf, readPolicy } from '../../../scaling-replay/policy/read-policy';
import { temporaryFolder } from '../../local/cloud/project-fixture';

const CONDITIONS = { startUpSeconds: 420, metricDelaySeconds: 60, leastUnits: 1, mostUnits: 20, unitCapacity: 50 };

function written(policy: unknown): string {
  const file = path.join(temporaryFolder(), 'policy.json');
  writeFileSync(file, typeof policy === 'string' ? policy : JSON.stringify(policy));
  return file;
}

describe('readPolicy', () => {
  it('reads back what a replay is made of', async () => {
    const policy = predictivePolicy(CONDITIONS, 0.003);
    expect(await readPolicy(written(policy))).toEqual(policy);
    expect(predictiveRuleOf(policy)).toMatchObject({ unitCapacity: 50, maxUnmet: 0.003, startUpSeconds: 420 });
  });

  it('reads a file that begins with a byte order mark', async () => {
    const policy = predictivePolicy(CONDITIONS, 0.003);
    expect(await readPolicy(written(`\uFEFF${JSON.stringify(policy)}`))).toEqual(policy);
  });

  it('fails on garbage with all of its faults at once', async () => {
    const file = written({ formatVersion: 9, leastUnits: -1, mostUnits: 5, rules: [], typo: 1 });
    const error = await readPolicy(file).catch((fault: Error) => fault.message);
    for (const fault of ['typo is not known', 'formatVersion is 9', 'leastUnits is -1', 'rules']) {
      expect(error).toContain(fault);
    }
  });

  it('fails on a policy that reads what a load cannot give, and names each rule', async () => {
    const rules = [
      { kind: 'target', metric: 'memoryPercent', per: 'unit', target: 70 },
      { kind: 'target', metric: 'demand', per: 'unit', target: 70 },
      { kind: 'target', metric: 'cpuPercent', per: 'unit', target: 70 },
    ];
    const error = await readPolicy(written({ ...predictivePolicy(CONDITIONS, 0.01), rules })).catch(
      (fault: Error) => fault.message,
    );
    expect(error).toContain('the target rule reads memoryPercent');
    expect(error).toContain('the target rule reads demand per unit');
    expect(error).toContain('demand (per fleet), cpuPercent (per unit), utilizationPercent (per unit)');
    expect(error).not.toContain('reads cpuPercent');
  });

  it('fails on a file that is not there', async () => {
    await expect(readPolicy('/no/such.json')).rejects.toThrow('the policy /no/such.json cannot be read');
  });
});
