import path from 'node:path';
import type { MetricSource } from '../../core/contract/scaled-service';
import { readText } from '../../input/read-text';
import type { OutputFiles } from '../../output/output-files';
import { metricSourceOf, type OpenCloudWatch } from '../cloudwatch/cloudwatch-options';
import { loadFromCloudWatch } from '../cloudwatch/load-from-cloudwatch';
import { LoadError } from '../load/load-error';
import type { SimulateFlags } from './simulate-flags';

/** The load's text, and what it is called. */
export interface LoadText {
  readonly name: string;
  readonly text: string;
}

/** A metric of CloudWatch, or a file. */
export type LoadSource = MetricSource | string;

/** How a load is read. */
export interface LoadReader {
  readonly flags: SimulateFlags;
  readonly open: OpenCloudWatch;
  /** Takes what people should know, line by line. */
  readonly say: (line: string) => void;
  /** Has the file of `--save`. */
  readonly outputs: OutputFiles;
}

/** Returns where the load is. @throws LoadError when nobody says. */
export function loadSourceOf(flags: SimulateFlags): LoadSource {
  const source = metricSourceOf(flags);
  if (source === undefined && flags.save !== undefined) {
    throw new LoadError('--save writes what was read from CloudWatch: give --from-cloudwatch');
  }
  const load = source ?? flags.trace;
  if (load === undefined) {
    throw new LoadError('say which load is to be replayed: give --trace or --from-cloudwatch');
  }
  return load;
}

/** Returns the load, and saves that of CloudWatch if asked. @throws LoadError when it cannot be read. */
export async function readLoadText(source: LoadSource, reader: LoadReader): Promise<LoadText> {
  if (typeof source !== 'string') {
    return readCloudWatch(source, reader);
  }
  return { name: path.basename(source), text: await readText('the load', source, LoadError) };
}

async function readCloudWatch(source: MetricSource, { flags, open, say, outputs }: LoadReader): Promise<LoadText> {
  const name = `${source.namespace}/${source.name}`;
  const client = open(flags);
  try {
    const { csv, minutes, holes } = await loadFromCloudWatch(client, source, flags.days, Date.now());
    say(`${minutes} minutes of ${name} were read${holes ? `; ${holes}` : ''}`);
    await outputs.write('--save', () => csv);
    return { name, text: csv };
  } finally {
    client.destroy();
  }
}
