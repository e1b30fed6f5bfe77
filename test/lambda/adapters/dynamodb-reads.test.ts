import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { DynamoDbServiceTable } from '../../../lambda/adapters/dynamodb-service-table';
import { DynamoDbTable } from '../../../lambda/adapters/dynamodb-table';
import { firstOwnedShard } from '../../../lambda/park-guard/first-owned-shard';

const client = new DynamoDBClient({ region: 'eu-central-1' });
const table = new DynamoDbTable(client, 'fleet');

/** Reads that nodes are ended by, or that a halt or a park must show in at once; the emulator has no old copies to read from. */
const READS: readonly (readonly [string, () => Promise<unknown>])[] = [
  ['shards', () => table.readShards()],
  ['nodes', () => table.readNodes()],
  ['followers', () => table.readFollows()],
  ['switches', () => table.readSwitches()],
  ['the first owned shard', () => firstOwnedShard(client, 'fleet')],
  ['scaled services', () => new DynamoDbServiceTable(client, 'services').readServices()],
];

afterEach(() => {
  vi.restoreAllMocks();
});

describe.each(READS)('Law 2: the read of %s', (_name, read) => {
  it('is strongly consistent, for an old copy may name no owner where there is one', async () => {
    const send = vi.spyOn(client, 'send').mockResolvedValue({} as never);
    await read();
    expect(send).toHaveBeenCalled();
    for (const [command] of send.mock.calls) {
      expect(command.input).toMatchObject({ ConsistentRead: true });
    }
  });
});
