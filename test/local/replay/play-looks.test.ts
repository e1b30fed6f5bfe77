import { describe, expect, it } from 'vitest';
import { type FurtherLook, playLooks } from '../../../local/replay/play-looks';

function ports(answers: Readonly<Record<number, readonly FurtherLook[]>> = {}) {
  const log: string[] = [];
  return {
    log,
    waitUntil: async (atMs: number) => void log.push(`wait ${atMs}`),
    lookAgain: async ({ functionName, atMs }: FurtherLook) => {
      log.push(`${functionName} ${atMs}`);
      return answers[atMs] ?? [];
    },
  };
}

describe('playLooks', () => {
  it('plays what is due in order of time, and returns what is due later', async () => {
    const { log, ...parts } = ports();
    const late = { functionName: 'c', atMs: 60 };
    const looks = [{ functionName: 'a', atMs: 50 }, late, { functionName: 'b', atMs: 45 }];

    expect(await playLooks(looks, 60, parts)).toEqual([late]);
    expect(log).toEqual(['wait 45', 'b 45', 'wait 50', 'a 50']);
  });

  it('plays what a look asks for in turn', async () => {
    const later = { functionName: 'a', atMs: 90 };
    const { log, ...parts } = ports({ 45: [{ functionName: 'a', atMs: 50 }], 50: [later] });

    expect(await playLooks([{ functionName: 'a', atMs: 45 }], 60, parts)).toEqual([later]);
    expect(log).toEqual(['wait 45', 'a 45', 'wait 50', 'a 50']);
  });
});
