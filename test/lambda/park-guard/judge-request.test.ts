import { describe, expect, it } from 'vitest';
import type { CustomResourceRequest, Verdict } from '../../../lambda/cloudformation/custom-resource';
import { guardFleet, type OwnedShard } from '../../../lambda/park-guard/judge-request';

const REQUEST = {
  ResponseURL: 'https://example.com/answer',
  StackId: 'stack',
  RequestId: 'request',
  LogicalResourceId: 'Guard',
  PhysicalResourceId: 'Guard',
  ResourceType: 'Custom::ElasticFleetParkGuard',
  ResourceProperties: {},
};

/** Returns the verdict on a request of a fleet with that first owned shard and so many instances in service. */
async function verdictOn(
  RequestType: CustomResourceRequest['RequestType'],
  firstOwnedShard: () => Promise<OwnedShard | undefined>,
  instancesInService = async () => 0,
): Promise<Verdict> {
  const verdicts: Verdict[] = [];
  const answer = async (_request: CustomResourceRequest, verdict: Verdict) => {
    verdicts.push(verdict);
  };
  await guardFleet({ firstOwnedShard, instancesInService, answer }, 'orders')({ ...REQUEST, RequestType });
  expect(verdicts).toHaveLength(1);
  return verdicts[0] ?? { status: 'FAILED', reason: 'no answer' };
}

const OWNED = async () => ({ shardId: 'shard-00007', owner: 'i-0abc' });
const NONE = async () => undefined;

describe('the park guard', () => {
  it('refuses the deletion while a node owns a shard, and says what to do', async () => {
    const verdict = await verdictOn('Delete', OWNED);

    expect(verdict).toMatchObject({ status: 'FAILED' });
    expect(verdict).toHaveProperty(
      'reason',
      expect.stringMatching(/^park the fleet first: elastic-fleet fleet park .*orders.*shard-00007.*i-0abc/),
    );
  });

  it('lets the deletion of a parked fleet pass', async () => {
    expect(await verdictOn('Delete', NONE)).toEqual({ status: 'SUCCESS' });
  });

  it('refuses the deletion while instances are in service: they are protected, and CloudFormation would wait for them', async () => {
    const verdict = await verdictOn('Delete', NONE, async () => 3);

    expect(verdict).toMatchObject({ status: 'FAILED' });
    expect(verdict).toHaveProperty(
      'reason',
      expect.stringMatching(
        /^park the fleet first: elastic-fleet fleet park .*orders; instances in service: 3; .*observeOnly/,
      ),
    );
  });

  it.each(['Create', 'Update'] as const)('looks at nothing when it is to %s', async (type) => {
    const asked = () => Promise.reject(new Error('was asked'));
    const verdict = await verdictOn(type, asked, asked);

    expect(verdict).toEqual({ status: 'SUCCESS' });
  });

  it.each(['table', 'group'])('refuses when it cannot look at the %s, and says why', async (what) => {
    const denied = () => Promise.reject(new Error('access denied'));
    const verdict = await (what === 'table' ? verdictOn('Delete', denied) : verdictOn('Delete', NONE, denied));

    expect(verdict).toMatchObject({ status: 'FAILED' });
    expect(verdict).toHaveProperty('reason', expect.stringContaining('access denied'));
  });

  it('fails when its answer is not taken', async () => {
    const answer = () => Promise.reject(new Error('answer not taken'));
    const ports = { firstOwnedShard: OWNED, instancesInService: async () => 0, answer };

    const asked = guardFleet(ports, 'orders')({ ...REQUEST, RequestType: 'Delete' });

    await expect(asked).rejects.toThrow('answer not taken');
  });
});
