import { readFile } from 'node:fs/promises';

/** One AWS API call that reached the emulator. */
export interface LoggedCall {
  readonly seq: number;
  /** The cloud's time. */
  readonly nowMs: number;
  /** Access key id: `lambda.<function>`, `driver`, `player`, `cdk`, … */
  readonly caller: string;
  readonly service: string;
  readonly operation: string;
  /** HTTP status. */
  readonly status: number;
  readonly params?: Readonly<Record<string, unknown>>;
}

/** Caller name of a deployed function. */
export function lambdaCaller(functionName: string): string {
  return `lambda.${functionName}`;
}

/** Returns the calls of a log that its text holds, one JSON object a line. @throws Error naming a line that is none. */
export function parseCallLog(text: string): readonly LoggedCall[] {
  const calls: LoggedCall[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line !== '') {
      calls.push(parseLine(line, index + 1));
    }
  }
  return calls;
}

/** Returns the calls in a log file. */
export async function readCallLog(file: string): Promise<readonly LoggedCall[]> {
  return parseCallLog(await readFile(file, 'utf8'));
}

function parseLine(line: string, number: number): LoggedCall {
  try {
    return JSON.parse(line) as LoggedCall;
  } catch {
    throw new Error(`line ${number} of the emulator's call log is not JSON: ${line.slice(0, 80)}`);
  }
}
