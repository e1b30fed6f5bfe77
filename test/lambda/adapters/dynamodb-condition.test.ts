import { DynamoDBClient, TransactionCanceledException, TransactionConflictException } from '@aws-sdk/client-dynamodb';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { despiteConflicts, transact } from '../../../lambda/adapters/dynamodb-condition';

const CONFLICT = new TransactionConflictException({ message: 'in flight', $metadata: {} });

/** Returns a write that meets so many conflicts first, and how often it was made. */
function makeWrite(conflicts: number) {
  const made = { count: 0 };
  const write = async () => {
    made.count += 1;
    if (made.count <= conflicts) {
      throw CONFLICT;
    }
    return 'written';
  };
  return { made, write };
}

describe('a write that must go through despite transactions in flight', () => {
  it('is made again after a conflict', async () => {
    const { made, write } = makeWrite(2);
    expect(await despiteConflicts(write)).toBe('written');
    expect(made.count).toBe(3);
  });

  it('fails after the fifth conflict', async () => {
    const { made, write } = makeWrite(9);
    await expect(despiteConflicts(write)).rejects.toBe(CONFLICT);
    expect(made.count).toBe(5);
  });

  it('fails at once with any other error', async () => {
    const denied = async () => {
      throw new Error('denied');
    };
    await expect(despiteConflicts(denied)).rejects.toThrow('denied');
  });
});

describe('a transaction that was cancelled', () => {
  const client = new DynamoDBClient({ region: 'eu-central-1' });

  function cancelled(codes: readonly string[]) {
    const CancellationReasons = codes.map((Code) => ({ Code }));
    return new TransactionCanceledException({ message: 'cancelled', $metadata: {}, CancellationReasons });
  }

  function cancelWith(codes: readonly string[]) {
    vi.spyOn(client, 'send').mockRejectedValue(cancelled(codes) as never);
    return transact(client, []);
  }

  afterEach(() => {
    vi.restoreAllMocks();
  });

  it.each(['ConditionalCheckFailed', 'TransactionConflict'])('lost a race when a reason is %s', async (code) => {
    expect(await cancelWith(['None', code])).toEqual({ written: false, codes: ['None', code] });
  });

  it.each(['ThrottlingError', 'ProvisionedThroughputExceeded'])('is made again after a %s', async (code) => {
    const send = vi
      .spyOn(client, 'send')
      .mockRejectedValueOnce(cancelled(['None', code]) as never)
      .mockRejectedValueOnce(cancelled([code, 'ConditionalCheckFailed']) as never)
      .mockResolvedValueOnce({} as never);
    expect(await transact(client, [])).toEqual({ written: true });
    expect(send).toHaveBeenCalledTimes(3);
  });

  it.each(['ThrottlingError', 'ValidationError', 'ItemCollectionSizeLimitExceeded'])(
    'failed when a reason is %s, although its other items were not refused',
    async (code) => {
      await expect(cancelWith(['None', code])).rejects.toThrow(TransactionCanceledException);
    },
  );
});
