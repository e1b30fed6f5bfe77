import { expect, it } from 'vitest';
import { checkTime, withinLimit } from '../../client/waiting';
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

it('takes times that a timer can wait for, and no others', () => {
  const longest = 2_147_483_647;
  expect(checkTime('everyMs', 100, 100)).toBe(100);
  expect(checkTime('everyMs', longest, 100)).toBe(longest);
  for (const wrong of [99, longest + 1, Number.NaN, Number.POSITIVE_INFINITY, '500' as unknown as number]) {
    expect(() => checkTime('everyMs', wrong, 100)).toThrow(
      `everyMs is ${wrong}; accepted: milliseconds from 100 to ${longest}`,
    );
  }
});

it('does not wait for work that does not listen to its signal', async () => {
  const { signal } = new AbortController();
  const deaf = withinLimit(1, signal, () => new Promise(() => {}));
  await expect(deaf).rejects.toThrow('no answer within the timeout of 1 ms');
  expect(leftWith(signal)).toBe(0);
});
