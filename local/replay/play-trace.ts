import { type MinuteSample, takeSample } from './minute-sample';
import type { ReplayInput } from './replay-input';
import type { ReplayRun } from './replay-run';

/** What the replayed minutes showed. */
export interface PlayedTrace {
  /** Virtual time at which minute 0 began. */
  readonly startMs: number;
  readonly samples: readonly MinuteSample[];
  /** Wall-clock milliseconds of each minute. */
  readonly tickMilliseconds: readonly number[];
  readonly events: readonly { readonly minute: number; readonly text: string }[];
}

/** Plays the trace minute by minute. */
export async function playTrace(run: ReplayRun, input: Pick<ReplayInput, 'trace' | 'onMinute'>): Promise<PlayedTrace> {
  const { trace, onMinute } = input;
  const startMs = run.nowMs();
  const samples: MinuteSample[] = [];
  const tickMilliseconds: number[] = [];
  const events: { minute: number; text: string }[] = [];
  for (const [minute, demand] of trace.demand.entries()) {
    const wallMs = performance.now();
    const movesBefore = run.parts.player.rows.moves.length;
    const failures = trace.events.filter((event) => event.minute === minute);
    const { group, unmet } = await run.playMinute(demand, async () => {
      for (const _failure of failures) {
        const nodeId = await run.failBusiestNode();
        events.push({ minute, text: nodeId ? `node ${nodeId} failed` : 'no node was there to fail' });
      }
    });
    const movesCommitted = run.parts.player.rows.moves.length - movesBefore;
    const sample = takeSample({ minute, demand, unmet, movesCommitted }, group, run.parts.player);
    samples.push(sample);
    tickMilliseconds.push(performance.now() - wallMs);
    onMinute?.({ ...sample, minute: minute + 1, minutes: trace.demand.length });
  }
  return { startMs, samples, tickMilliseconds, events };
}
