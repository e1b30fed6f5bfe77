import { describe, expect, it } from 'vitest';
import { SHARD_COUNT_RESOURCE } from '../../../core/contract/deployment';
import type { Verdict } from '../../../lambda/cloudformation/custom-resource';
import { guardFleet } from '../../../lambda/park-guard/judge-request';
import type { GuardRequest } from '../../../lambda/park-guard/judge-shard-count';

const MADE_WITH_64 = 'shards-64';

/** Returns the verdict on a request of the resource for the number of shards. */
async function verdictOn(request: Pick<GuardRequest, 'RequestType' | 'PhysicalResourceId'>, ShardCount: string) {
  const verdicts: Verdict[] = [];
  const ports = {
    firstOwnedShard: () => Promise.reject(new Error('was asked')),
    instancesInService: () => Promise.reject(new Error('was asked')),
    answer: async (_request: object, verdict: Verdict) => {
      verdicts.push(verdict);
    },
  };
  const place = { ResponseURL: '', StackId: 'stack', RequestId: 'request', LogicalResourceId: 'ShardCount' };
  const resource = { ResourceType: SHARD_COUNT_RESOURCE, ResourceProperties: { ShardCount } };
  await guardFleet(ports, 'orders')({ ...place, ...resource, ...request });
  return verdicts;
}

describe('the number of shards', () => {
  it('is kept in the id of its resource', async () => {
    expect(await verdictOn({ RequestType: 'Create' }, '64')).toEqual([{ status: 'SUCCESS', id: MADE_WITH_64 }]);
  });

  it.each(['63', '128'])('cannot become %s, and it is said what to do', async (count) => {
    const [verdict] = await verdictOn({ RequestType: 'Update', PhysicalResourceId: MADE_WITH_64 }, count);
    expect(verdict).toMatchObject({
      status: 'FAILED',
      reason: expect.stringContaining(`fleet orders was made with shards-64, and that cannot become shards-${count}`),
    });
  });

  it('goes back when what was refused is rolled back', async () => {
    const verdicts = await verdictOn({ RequestType: 'Update', PhysicalResourceId: MADE_WITH_64 }, '64');
    expect(verdicts).toMatchObject([{ status: 'SUCCESS' }]);
  });

  it('goes with its stack, whether shards have owners or not', async () => {
    const verdicts = await verdictOn({ RequestType: 'Delete', PhysicalResourceId: MADE_WITH_64 }, '64');
    expect(verdicts).toMatchObject([{ status: 'SUCCESS' }]);
  });
});
