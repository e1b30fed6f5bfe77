import { expect, it } from 'vitest';
import { withinLimit } from '../../client/waiting';
import { leftWith } from '../left-with-signal';

it('leaves nothing with a signal that lives on', async () => {
  const closing = new AbortController();
  const during = await withinLimit(1000, closing.signal, async () => leftWith(closing.signal));
  expect(during).toBe(1);
  expect(leftWith(closing.signal)).toBe(0);
});

it('ends the work at its limit, and with the other signal, also one that was aborted before', async () => {
  const untilAborted = (signal: AbortSignal) =>
    new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason));
      signal.throwIfAborted();
    });
  await expect(withinLimit(1, new AbortController().signal, untilAborted)).rejects.toThrow(
    'no answer within the timeout of 1 ms',
  );
  const closed = AbortSignal.abort(new Error('closed'));
  await expect(withinLimit(1000, closed, untilAborted)).rejects.toThrow('closed');
});
