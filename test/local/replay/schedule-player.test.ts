import { describe, expect, it } from 'vitest';
import type { IdleReport } from '../../../local/cloud/cloud';
import { errorMessage } from '../../../local/replay/function-port';
import { ReplayError } from '../../../local/replay/replay-error';
import { SchedulePlayer } from '../../../local/replay/schedule-player';
import type { Schedule } from '../../../local/replay/schedules';

const QUIET: IdleReport = { invocations: 0, failures: [] };

function schedule(everyMinutes: number, ...functionNames: readonly string[]): Schedule {
  return { ruleArn: `arn:rule/${everyMinutes}`, everyMinutes, functionNames };
}

function playerOf(schedules: readonly Schedule[], answer: { failure?: string } = {}, idle = QUIET) {
  const invoked: string[] = [];
  const functions = {
    invoke: async (name: string) => {
      invoked.push(name);
      return answer;
    },
  };
  const cloud = { idle: async () => idle, account: '123456789012', region: 'eu-central-1' };
  return { invoked, player: new SchedulePlayer(functions, cloud, schedules) };
}

describe('SchedulePlayer', () => {
  it('runs each function at its rate', async () => {
    const { player, invoked } = playerOf([schedule(1, 'a', 'b'), schedule(2, 'c')]);

    await player.tick(0);
    await player.tick(60_000);
    await player.tick(120_000);

    expect(invoked).toEqual(['a', 'b', 'c', 'a', 'b', 'a', 'b', 'c']);
  });

  it('starts all that is due at once, and waits for every one', async () => {
    const ends: (() => void)[] = [];
    const invoke = () => new Promise<object>((resolve) => ends.push(() => resolve({})));
    const cloud = { idle: async () => QUIET, account: '123456789012', region: 'eu-central-1' };
    const player = new SchedulePlayer({ invoke }, cloud, [schedule(1, 'a', 'b'), schedule(2, 'c')]);
    let isOver = false;

    const tick = player.tick(0).then(() => {
      isOver = true;
    });
    expect(ends).toHaveLength(3);
    ends[0]?.();
    ends[1]?.();
    await new Promise((resolve) => setImmediate(resolve));
    expect(isOver).toBe(false);
    ends[2]?.();
    await tick;

    expect(isOver).toBe(true);
  });

  it('returns who asked to look again, and calls that function with the time it asked for', async () => {
    const payloads: string[] = [];
    const functions = {
      invoke: async (name: string, payload: string) => {
        payloads.push(payload);
        return name === 'b' && payloads.length < 3 ? { lookAgainAtMs: 45_000 } : {};
      },
    };
    const cloud = { idle: async () => QUIET, account: '123456789012', region: 'eu-central-1' };
    const player = new SchedulePlayer(functions, cloud, [schedule(1, 'a', 'b')]);

    const looks = await player.tick(0);

    expect(looks).toEqual([{ functionName: 'b', atMs: 45_000 }]);
    expect(await player.lookAgain({ functionName: 'b', atMs: 45_000 })).toEqual([]);
    expect(payloads[2]).toBe('{"time":"1970-01-01T00:00:45.000Z","isFurtherLook":true}');
  });

  it('lets no function wait by the wall clock', async () => {
    const payloads: string[] = [];
    const invoke = async (_: string, payload: string) => {
      payloads.push(payload);
      return {};
    };
    const cloud = { idle: async () => QUIET, account: '123456789012', region: 'eu-central-1' };
    await new SchedulePlayer({ invoke }, cloud, [schedule(1, 'a')]).tick(0);

    expect(payloads[0]).not.toContain('mayWait');
  });

  it('fails with the handler’s message when a function fails', async () => {
    const { player } = playerOf([schedule(1, 'scaler')], { failure: 'Error: no table' });

    await expect(player.tick(0)).rejects.toThrow(
      'function scaler failed in its tick at 1970-01-01T00:00:00.000Z: Error: no table',
    );
  });

  it('fails when a function failed on an event', async () => {
    const failures = [{ function: 'lifecycle', error: 'Error: no hook' }];
    const { player } = playerOf([], {}, { invocations: 1, failures });

    const failure = await player.tick(0).catch((error: unknown) => error);

    expect(failure).toBeInstanceOf(ReplayError);
    expect((failure as Error).message).toBe('function lifecycle failed on an event: Error: no hook');
  });
});

describe('errorMessage', () => {
  it.each([
    ['{"errorType":"TypeError","errorMessage":"x is not a function"}', 'TypeError: x is not a function'],
    ['{"errorMessage":"no type"}', 'no type'],
    ['{"other":1}', '{"other":1}'],
    ['Task timed out', 'Task timed out'],
    ['null', 'null'],
  ])('reads %s', (text, message) => {
    expect(errorMessage(text)).toBe(message);
  });
});
