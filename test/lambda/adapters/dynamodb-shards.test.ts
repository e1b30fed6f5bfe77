import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Shard } from '../../../core/fleet/shard';
import { startMove } from '../../../core/move/move-machine';
import { DynamoDbTable } from '../../../lambda/adapters/dynamodb-table';

const client = new DynamoDBClient({ region: 'eu-central-1' });
const table = new DynamoDbTable(client, 'fleet');
const owned: Shard = { id: 'shard-00001', owner: 'n1', followers: [], epoch: 3 };
const takeOver = startMove({ id: 'm1', from: null, to: 'n2', reason: 'take-over', startedAtMs: 1 });

afterEach(() => {
  vi.restoreAllMocks();
});

/** Returns the keys of the items that a take-over checks. */
async function checkedBy(shard: Shard): Promise<readonly unknown[]> {
  const send = vi.spyOn(client, 'send').mockResolvedValueOnce({} as never);
  await table.createMove({ controller: 'rebalancer', version: 1 }, shard, takeOver);
  const [[command]] = send.mock.calls as unknown as [
    [{ input: { TransactItems: { ConditionCheck?: { Key: never } }[] } }],
  ];
  return command.input.TransactItems.flatMap(({ ConditionCheck }) =>
    ConditionCheck ? [unmarshall(ConditionCheck.Key).sk] : [],
  );
}

describe('a take-over', () => {
  it('looks at no heartbeat, which lists all shards of the node, where the incarnation that died is known', async () => {
    expect(await checkedBy({ ...owned, ownerIncarnation: 'inc-1' })).toEqual(['rebalancer', 'n2#CONTROL']);
  });

  it('looks whether the owner came back where its incarnation is unknown', async () => {
    expect(await checkedBy(owned)).toEqual(['rebalancer', 'n2#CONTROL', 'n1#HEARTBEAT']);
  });
});
