import { TransactionConflictException } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { despiteConflicts } from '../../../lambda/adapters/dynamodb-condition';

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
