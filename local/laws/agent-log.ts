import type { WriteEvent } from './write-record';

/** A line of an agent's log that says what writes it accepts or what became of them; see docs/agent.md. */
export interface AgentLine {
  readonly event: 'opened' | 'extended' | 'stopped' | 'flushed' | 'lost' | 'spot-notice';
  /** On the machine's monotonic clock. */
  readonly monotonicMs: number;
  readonly shardId?: string;
  readonly epoch?: number;
  readonly version?: number;
  readonly validUntilMs?: number;
}

const EVENTS: readonly string[] = ['opened', 'extended', 'stopped', 'flushed', 'lost', 'spot-notice'];

/** Returns those lines of an agent's log, in order; a last line that the agent's death cut off is left out. */
export function parseAgentLog(text: string): readonly AgentLine[] {
  const lines = text.split('\n').slice(0, -1);
  return lines.filter((line) => line.startsWith('{')).flatMap(parseLine);
}

/** Returns what an agent's lines say of the writes that its service accepted. */
export function toWriteEvents(nodeId: string, lines: readonly AgentLine[]): readonly WriteEvent[] {
  return lines.flatMap((line) => toWriteEvent(nodeId, line));
}

function toWriteEvent(nodeId: string, line: AgentLine): WriteEvent[] {
  const { event, monotonicMs: atMs, shardId = '', epoch = 0, validUntilMs = 0 } = line;
  switch (event) {
    case 'opened':
      return [{ kind: 'open', atMs, nodeId, shardId, epoch, validUntilMs }];
    case 'extended':
      return [{ kind: 'extend', atMs, nodeId, validUntilMs }];
    case 'stopped':
      return [{ kind: 'close', atMs, nodeId, shardId }];
    default:
      return [];
  }
}

function parseLine(line: string): AgentLine[] {
  const value = JSON.parse(line) as Partial<AgentLine>;
  return value.event !== undefined && EVENTS.includes(value.event) ? [value as AgentLine] : [];
}
