/** Processor time since the machine started, in ticks. */
export interface ProcessorTimes {
  readonly busy: number;
  readonly total: number;
}

/** Bytes through all network interfaces but the loopback since the machine started. */
export interface NetworkBytes {
  readonly received: number;
  readonly sent: number;
}

/** Fields of the `cpu` line in `/proc/stat` that are waiting: idle and iowait. */
const IDLE_FIELDS: readonly number[] = [3, 4];
/** Guest time, which comes after these, is counted in user time already. */
const COUNTED_FIELDS = 8;

/** Times of all processors from `/proc/stat`; `undefined` when the text holds none. @see man 5 proc_stat */
export function parseProcessorTimes(text: string): ProcessorTimes | undefined {
  const line = text.split('\n').find((candidate) => candidate.startsWith('cpu '));
  const fields = line
    ?.trim()
    .split(/\s+/)
    .slice(1, 1 + COUNTED_FIELDS)
    .map(Number);
  if (fields === undefined || fields.length < IDLE_FIELDS.length || fields.some(Number.isNaN)) {
    return undefined;
  }
  const total = sum(fields);
  return { total, busy: total - sum(fields.filter((_, index) => IDLE_FIELDS.includes(index))) };
}

/** Share of the memory that programs cannot get, from `/proc/meminfo`, in percent. @see man 5 proc_meminfo */
export function parseMemoryPercent(text: string): number | undefined {
  const total = kibibytes(text, 'MemTotal');
  const available = kibibytes(text, 'MemAvailable');
  return total === undefined || available === undefined ? undefined : percentOf(total - available, total);
}

function kibibytes(text: string, name: string): number | undefined {
  const match = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(text);
  return match === null ? undefined : Number(match[1]);
}

/** Name, received bytes, seven other fields, sent bytes. */
const INTERFACE_LINE = /^\s*([^\s:]+):\s*(\d+)(?:\s+\d+){7}\s+(\d+)/;

/** Bytes through the machine's interfaces from `/proc/net/dev`. @see man 5 proc_pid_net */
export function parseNetworkBytes(text: string): NetworkBytes {
  const interfaces = text
    .split('\n')
    .map((line) => INTERFACE_LINE.exec(line))
    .filter((match) => match !== null && match[1] !== 'lo');
  return {
    received: sum(interfaces.map((match) => Number(match?.[2]))),
    sent: sum(interfaces.map((match) => Number(match?.[3]))),
  };
}

/** `part` as a percentage of `whole`, between 0 and 100. */
export function percentOf(part: number, whole: number): number {
  return whole <= 0 ? 0 : Math.min(100, Math.max(0, (100 * part) / whole));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
