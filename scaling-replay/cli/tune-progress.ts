import { Presets, SingleBar } from 'cli-progress';

/** What ends a process from outside. */
const SIGNALS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Shows how many policies were tried, until `stop`. */
export interface TuneProgress {
  readonly onDone: (done: number) => void;
  stop(): void;
}

/** Returns a bar for a terminal, and nothing for anything else: the work takes seconds. A signal ends it, and then the process. */
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
  const release = beforeEnd(() => bar.stop());
  return {
    onDone: (done) => bar.update(done),
    stop: () => {
      release();
      bar.stop();
    },
  };
}

/** Calls back when the process exits or a signal ends it, until the function that is returned is called. */
function beforeEnd(restore: () => void): () => void {
  const endBy = (signal: NodeJS.Signals) => {
    release();
    restore();
    // Without a listener the signal ends the process, and its status tells so.
    process.kill(process.pid, signal);
  };
  const release = () => {
    process.off('exit', restore);
    for (const signal of SIGNALS) {
      process.off(signal, endBy);
    }
  };
  process.on('exit', restore);
  for (const signal of SIGNALS) {
    process.on(signal, endBy);
  }
  return release;
}
