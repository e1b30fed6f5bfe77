import { describe, expect, it } from 'vitest';
import { type Call, type CallFault, Calls } from '../../../simulation/engine/calls';
import { Clockwork } from '../../../simulation/engine/clockwork';
import type { Process } from '../../../simulation/engine/process';

const WRITE: Call = { link: 'table', name: 'write' };

function makeProcess(change: Partial<Process> = {}): Process {
  return { name: 'p', isAlive: true, pausedUntilMs: 0, canReach: () => true, ...change };
}

/** Posts one call of which the fault named befalls it; returns how often it was applied and what its caller heard. */
async function play(wanted: CallFault | 'none', call: Call = WRITE, process: Process = makeProcess()) {
  for (let seed = 1; ; seed += 1) {
    const clockwork = new Clockwork(seed);
    const befell: string[] = [];
    const calls = new Calls(clockwork, (fault) => befell.push(fault));
    calls.isImmediate = false;
    calls.faultFraction = wanted === 'none' ? 0 : 1;
    let applied = 0;
    let heard = 'nothing';
    calls
      .post(process, call, '', () => {
        applied += 1;
        return applied;
      })
      .then(
        (result) => {
          heard = `answer ${result}`;
        },
        () => {
          heard = 'no answer';
        },
      );
    await clockwork.run(() => false, 60_000);
    if (wanted === 'none' || befell.includes(wanted)) {
      return { applied, heard };
    }
  }
}

describe('GIVEN a call to the world', () => {
  it.each([
    ['none', { applied: 1, heard: 'answer 1' }],
    ['lost-request', { applied: 0, heard: 'no answer' }],
    ['lost-reply', { applied: 1, heard: 'no answer' }],
    ['late-request', { applied: 1, heard: 'no answer' }],
    ['retried-request', { applied: 2, heard: 'answer 2' }],
    ['echoed-request', { applied: 2, heard: 'answer 1' }],
  ] as const)('THEN with fault %s it is applied and heard so: %o', async (fault, expected) => {
    expect(await play(fault)).toEqual(expected);
  });

  it('THEN a retried transaction is applied once, for its token is known', async () => {
    const transaction = { ...WRITE, isIdempotent: true };
    expect(await play('retried-request', transaction)).toEqual({ applied: 1, heard: 'answer 1' });
  });

  it('THEN a caller that died hears nothing, and its call takes effect all the same', async () => {
    expect(await play('none', WRITE, makeProcess({ isAlive: false }))).toEqual({ applied: 1, heard: 'nothing' });
  });

  it('THEN a caller behind a partition gets no answer, and its call is not applied', async () => {
    expect(await play('none', WRITE, makeProcess({ canReach: () => false }))).toEqual({
      applied: 0,
      heard: 'no answer',
    });
  });
});
