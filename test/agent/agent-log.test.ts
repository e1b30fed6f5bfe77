import { describe, expect, it } from 'vitest';
import type { AgentHappening } from '../../agent/agent-parts';
import { DiskFullError, OwnershipLostError } from '../../agent/errors';
import { logHappening } from '../../agent/log/log-happening';
import { pinoLog } from '../../agent/log/pino-log';

/** The lines that happenings leave. */
function linesOf(...happenings: readonly AgentHappening[]): object[] {
  const lines: object[] = [];
  const log = pinoLog({ nodeId: 'a', incarnation: 'a-1' }, { write: (line) => lines.push(JSON.parse(line)) });
  for (const happening of happenings) {
    logHappening(log, happening, 77);
  }
  return lines;
}

describe('the log of the agent', () => {
  it('shows when writes were accepted, for whom and by whom', () => {
    const who = { nodeId: 'a', incarnation: 'a-1', monotonicMs: 77 };
    expect(
      linesOf(
        { kind: 'opened', shardId: 's', epoch: 3, validUntilMs: 90 },
        { kind: 'extended', validUntilMs: 95 },
        { kind: 'stopped', shardId: 's', epoch: 3 },
        { kind: 'lost', shardId: 's', epoch: 3, error: new OwnershipLostError('sealed by b') },
      ),
    ).toMatchObject([
      { ...who, level: 'info', event: 'opened', shardId: 's', epoch: 3, validUntilMs: 90 },
      { ...who, event: 'extended', validUntilMs: 95 },
      { ...who, event: 'stopped', shardId: 's', epoch: 3 },
      { ...who, level: 'error', event: 'lost', code: 'OwnershipLostError', reason: 'sealed by b' },
    ]);
  });

  it('names a fault once, when it begins', () => {
    const fault = { kind: 'fault', action: 'move', shardId: 's', error: new DiskFullError('full') } as const;
    expect(linesOf({ ...fault, isNew: true }, { ...fault, isNew: false })).toMatchObject([
      { level: 'warn', event: 'fault', action: 'move', shardId: 's', code: 'DiskFullError', reason: 'full' },
    ]);
  });

  it.each(['fenced', 'gave-up'] as const)('says why the agent ends that is %s', (kind) => {
    expect(linesOf({ kind })).toMatchObject([
      { level: 'error', event: kind, monotonicMs: 77, reason: expect.stringContaining('must start anew') },
    ]);
  });

  it('is silent about steps that come back every tenth of a second', () => {
    expect(linesOf({ kind: 'moved', shardId: 's', state: 'copying', tookMs: 1 })).toEqual([]);
  });
});
