import { Presets, SingleBar } from 'cli-progress';

/** Shows how many policies were tried, until `stop`. */
export interface TuneProgress {
  readonly onDone: (done: number) => void;
  stop(): void;
}

/** Returns a bar for a terminal, and nothing for anything else: the work takes seconds. */
export function tuneProgress(output: NodeJS.WriteStream, total: number): TuneProgress {
  if (!output.isTTY) {
    return { onDone: () => undefined, stop: () => undefined };
  }
  const format = '  {bar} {value}/{total} policies · {eta_formatted} left';
  const bar = new SingleBar(
    { format, stream: output, hideCursor: true, clearOnComplete: true },
    Presets.shades_classic,
  );
  bar.start(total, 0);
  return { onDone: (done) => bar.update(done), stop: () => bar.stop() };
}
