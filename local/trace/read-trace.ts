import path from 'node:path';
import { readText } from '../../input/read-text';
import { parseTrace } from './parse-trace';
import { type Trace, TraceError, type TraceSize } from './trace';

/**
 * Returns the trace in a CSV file of `minute,value`.
 * @throws TraceError when the file cannot be read or is no trace; the message names every fault.
 */
export async function readTrace(file: string, size: TraceSize): Promise<Trace> {
  const result = parseTrace(await readText('the trace', file, TraceError), path.basename(file), size);
  if ('faults' in result) {
    throw new TraceError([`the trace ${file} cannot be replayed:`, ...result.faults.map(indent)].join('\n'));
  }
  return result.trace;
}

function indent(fault: string): string {
  return `  ${fault}`;
}
