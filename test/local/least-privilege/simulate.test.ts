import { describe, expect, it } from 'vitest';
import { allow, BUCKET, nodeCall, nodes, PLACE, policiesOf } from './fixtures';
import { rightsOf } from './rights/rights-of';
import { simulate } from './simulate';

const KEY = 'homes/s/manifest.json';

/** As `lib/tiered-bucket` writes it. */
const CONDITIONAL_WRITES = {
  Effect: 'Deny',
  Principal: { AWS: '*' },
  Action: 's3:PutObject',
  Resource: `${BUCKET}/homes/*/manifest.json`,
  Condition: {
    Null: { 's3:if-match': 'true', 's3:if-none-match': 'true' },
    Bool: { 's3:ObjectCreationOperation': 'true' },
  },
};

describe('simulate', () => {
  const role = nodes(allow('s3:PutObject', `${BUCKET}/homes/*`));
  const policies = {
    ...policiesOf(role),
    bucketPolicies: new Map([[BUCKET, { Version: '2012-10-17', Statement: [CONDITIONAL_WRITES] }]]),
  };
  const write = async (params: object) => {
    const [right] = rightsOf(nodeCall('s3', 'PutObject', { Bucket: 'homes', Key: KEY, ...params }), PLACE);
    return right && simulate(role, right, policies);
  };

  it("lets a bucket's policy deny what a role's allows", async () => {
    expect(await write({})).toMatchObject({ result: 'ExplicitlyDenied' });
  });

  it('names the grants that allow', async () => {
    const grant = { role: 'Nodes', statement: 0, action: 's3:PutObject', resource: `${BUCKET}/homes/*` };

    expect(await write({ IfNoneMatch: '*' })).toEqual({ result: 'Allowed', grants: [grant] });
  });
});
