import { expect, it, vi } from 'vitest';
import { begun } from '../../../agent/duties/attempts';

it('work in line gathers nothing from the polls that ask for it, for the loops wait for none of it', () => {
  const work = new Promise(() => {});
  const waitFor = vi.spyOn(work, 'then');
  begun([work]);
  expect(waitFor).not.toHaveBeenCalled();
});

it('work is done when all of it has ended', async () => {
  let end = () => {};
  const work = new Promise<void>((resolve) => {
    end = resolve;
  });
  const { done } = begun([Promise.resolve(), work]);
  let isDone = false;
  const told = done.then(() => {
    isDone = true;
  });
  await Promise.resolve();
  expect(isDone).toBe(false);
  end();
  await told;
  expect(isDone).toBe(true);
});
