import { describe, expect, it } from 'vitest';
import { compareRights } from './compare-rights';
import type { Excuse } from './excuses';
import { allow, BUCKET, nodeCall, nodes, policiesOf, TABLE } from './fixtures';

const PUT = nodeCall('dynamodb', 'PutItem', { TableName: 'shards', LeadingKeys: ['NODE'] });
const READ = nodeCall('dynamodb', 'GetItem', { TableName: 'shards', LeadingKeys: ['SHARD'] });
const IN_ORDER = { denied: [], unused: [], needlessExcuses: [], silent: [] };
const ABORT: Excuse = { roles: ['Nodes'], actions: ['s3:AbortMultipartUpload'], reason: 'nothing fails' };

describe('compareRights', () => {
  it('finds nothing when what was done is what is allowed', async () => {
    const role = nodes(allow(['dynamodb:PutItem', 'dynamodb:GetItem'], TABLE));

    expect(await compareRights([PUT, READ], policiesOf(role), [])).toEqual(IN_ORDER);
  });

  it('finds what was done without a grant', async () => {
    const role = nodes(allow('dynamodb:PutItem', TABLE));

    const { denied } = await compareRights([PUT, READ], policiesOf(role), []);
    expect(denied).toEqual([expect.stringMatching(`Nodes: dynamodb:GetItem on ${TABLE} .ImplicitlyDenied`)]);
  });

  it('finds what is granted on another resource only', async () => {
    const role = nodes(allow('dynamodb:PutItem', `${TABLE}-of-others`));

    const { denied, unused } = await compareRights([PUT], policiesOf(role), []);
    expect(denied).toHaveLength(1);
    expect(unused).toEqual([`Nodes: dynamodb:PutItem on ${TABLE}-of-others`]);
  });

  it('finds an action that was never done', async () => {
    const role = nodes(allow(['dynamodb:PutItem', 'dynamodb:Scan'], TABLE));

    expect(await compareRights([PUT], policiesOf(role), [])).toEqual({
      ...IN_ORDER,
      unused: [`Nodes: dynamodb:Scan on ${TABLE}`],
    });
  });

  it('finds a partition in which nothing was done', async () => {
    const role = nodes(allow('dynamodb:PutItem', TABLE, ['NODE', 'SHARD']));

    const { unused } = await compareRights([PUT], policiesOf(role), []);
    expect(unused).toEqual([`Nodes: dynamodb:PutItem on ${TABLE}, partition SHARD`]);
  });

  it('finds a partition that is not granted', async () => {
    const role = nodes(allow('dynamodb:PutItem', TABLE, ['SHARD']));

    const { denied } = await compareRights([PUT], policiesOf(role), []);
    expect(denied).toEqual([expect.stringContaining('"dynamodb:LeadingKeys":["NODE"]')]);
  });

  it('leaves out what is excused', async () => {
    const role = nodes(allow('dynamodb:PutItem', TABLE), allow('s3:AbortMultipartUpload', `${BUCKET}/*`));

    expect(await compareRights([PUT], policiesOf(role), [ABORT])).toEqual(IN_ORDER);
  });

  it('finds an excuse for what was done', async () => {
    const role = nodes(allow('s3:AbortMultipartUpload', `${BUCKET}/*`));
    const abort = nodeCall('s3', 'AbortMultipartUpload', { Bucket: 'homes', Key: 'a' });

    const { needlessExcuses } = await compareRights([abort], policiesOf(role), [ABORT]);
    expect(needlessExcuses).toEqual(['Nodes: s3:AbortMultipartUpload (nothing fails)']);
  });

  it('finds an excuse for what is not even allowed', async () => {
    const { needlessExcuses } = await compareRights([PUT], policiesOf(nodes(allow('dynamodb:PutItem', TABLE))), [
      ABORT,
    ]);

    expect(needlessExcuses).toHaveLength(1);
  });

  it('names a role that did nothing', async () => {
    const { silent } = await compareRights([], policiesOf(nodes()), []);

    expect(silent).toEqual(['Nodes']);
  });

  it('takes calls on things that differ in numbers alone for one, but not calls on different things', async () => {
    const get = (Key: string) => nodeCall('s3', 'GetObject', { Bucket: 'homes', Key });
    const role = nodes(allow('s3:GetObject', `${BUCKET}/homes/*`));

    const calls = [get('homes/shard-1/a1'), get('homes/shard-2/b2'), get('map/1')];
    const { denied } = await compareRights(calls, policiesOf(role), []);
    expect(denied).toEqual([expect.stringContaining(`s3:GetObject on ${BUCKET}/map/1`)]);
  });

  it('refuses an action with a wildcard, of which nobody could say that all is used', async () => {
    const compared = compareRights([PUT], policiesOf(nodes(allow('dynamodb:*', TABLE))), []);

    await expect(compared).rejects.toThrow('Nodes is allowed dynamodb:*; name the actions one by one');
  });

  it('fails on an action that no service has', async () => {
    const transaction = nodeCall('dynamodb', 'TransactWriteItems', { TableName: 'shards', Actions: ['Replace NODE'] });

    const compared = compareRights([transaction], policiesOf(nodes()), []);
    await expect(compared).rejects.toThrow('the simulator cannot judge dynamodb:Replace');
  });
});
