import { readFileSync } from 'node:fs';
import { it } from 'vitest';
import { readCallLog } from '../../../local/laws/call-log';
import { compareRights } from './compare-rights';
import { FLEET_EXCUSES } from './fleet-excuses';
import type { DeployedPolicies } from './policies';
it('probe', async () => {
  const read = JSON.parse(readFileSync('/tmp/lp/policies.json', 'utf8'));
  const policies = { ...read, bucketPolicies: new Map(read.bucketPolicies) } as DeployedPolicies;
  const calls = await readCallLog('/tmp/lp/run2/calls.jsonl');
  const t = performance.now();
  console.log(calls.length, JSON.stringify(await compareRights(calls, policies, FLEET_EXCUSES), undefined, 1));
  console.log(performance.now() - t);
});
