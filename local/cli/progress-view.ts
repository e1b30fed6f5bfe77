import { Presets, SingleBar } from 'cli-progress';
import type { ReplayProgress } from '../replay/replay-input';
import type { RunProgress } from '../run-options';

/** Milliseconds between two lines where no bar can be drawn. */
const LINE_INTERVAL_MS = 10_000;

/** Shows how far a run is, until `stop`. */
export interface ProgressView extends RunProgress {
  stop(): void;
}

/** Returns a bar for a terminal, and a line now and then for anything else. */
export function progressView(output: NodeJS.WriteStream): ProgressView {
  return output.isTTY ? new BarView(output) : new LineView(output);
}

class BarView implements ProgressView {
  private bar: SingleBar | undefined;

  constructor(private readonly output: NodeJS.WriteStream) {}

  onStep(step: string): void {
    this.stop();
    this.output.write(`${step}\n`);
  }

  onMinute(progress: ReplayProgress): void {
    this.bar ??= this.startBar(progress.minutes);
    this.bar.update(progress.minute, { state: describe(progress) });
  }

  stop(): void {
    this.bar?.stop();
    this.bar = undefined;
  }

  private startBar(minutes: number): SingleBar {
    const format = '  {bar} {value}/{total} min · {state} · {eta_formatted} left';
    const bar = new SingleBar({ format, stream: this.output, hideCursor: true }, Presets.shades_classic);
    bar.start(minutes, 0, { state: '' });
    return bar;
  }
}

class LineView implements ProgressView {
  private lastLineMs = Number.NEGATIVE_INFINITY;

  constructor(private readonly output: NodeJS.WriteStream) {}

  onStep(step: string): void {
    this.output.write(`${step}\n`);
    this.lastLineMs = performance.now();
  }

  onMinute(progress: ReplayProgress): void {
    if (performance.now() - this.lastLineMs >= LINE_INTERVAL_MS || progress.minute === progress.minutes) {
      this.onStep(`  ${progress.minute}/${progress.minutes} min · ${describe(progress)}`);
    }
  }

  stop(): void {
    // Lines end by themselves.
  }
}

function describe({ demand, instances, readyNodes, movesInFlight }: ReplayProgress): string {
  return `demand ${demand.toFixed(1)} · ${readyNodes} of ${instances} nodes ready · ${movesInFlight} moves`;
}
