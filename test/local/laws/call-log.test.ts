import { describe, expect, it } from 'vitest';
import { parseCallLog } from '../../../local/laws/call-log';
import { call } from './law-fixtures';

describe('parseCallLog', () => {
  it('reads one call a line', () => {
    const calls = [call({ seq: 1 }), call({ seq: 2, operation: 'SetDesiredCapacity' })];

    expect(parseCallLog(`${calls.map((entry) => JSON.stringify(entry)).join('\n')}\n`)).toEqual(calls);
  });

  it('fails on a broken line, naming it', () => {
    expect(() => parseCallLog('{}\n{"seq":')).toThrow(
      'line 2 of the emulator’s call log is not JSON'.replace('’', "'"),
    );
  });
});
