import { type Line, LineSplitter, LONGEST_LINE_BYTES } from './line-splitter';

/** What becomes of each line. */
export interface LineTaker {
  take(value: unknown, line: number): void;
  refuse(line: number, given: unknown, accepted: string, fix: string): void;
}

/** Reads a value from each line of JSON and passes over empty lines. Memory is that of one piece and one line. O(bytes). */
export async function readShardLines(pieces: AsyncIterable<Buffer>, taker: LineTaker): Promise<void> {
  const splitter = new LineSplitter();
  for await (const piece of pieces) {
    for (const line of splitter.push(piece)) {
      readLine(line, taker);
    }
  }
  for (const line of splitter.end()) {
    readLine(line, taker);
  }
}

function readLine(line: Line, taker: LineTaker): void {
  if ('fault' in line) {
    refuseBytes(line.fault, line.number, taker);
  } else if (line.text.trim() !== '') {
    const parsed = parseJson(line.text);
    if ('value' in parsed) {
      taker.take(parsed.value, line.number);
    } else {
      const cut = 'The file ends within this line: it was cut off, so write it again.';
      taker.refuse(
        line.number,
        line.text,
        'one shard as JSON',
        line.isCut ? cut : `Write each shard on one line: ${parsed.fault}.`,
      );
    }
  }
}

function refuseBytes(fault: 'too-long' | 'no-utf8', line: number, taker: LineTaker): void {
  if (fault === 'too-long') {
    const fix = 'Give each shard a line of its own, without a list around them.';
    taker.refuse(line, 'a longer line', `at most ${LONGEST_LINE_BYTES} bytes`, fix);
  } else {
    taker.refuse(line, 'bytes that are no text', 'UTF-8', 'Write the file as UTF-8.');
  }
}

function parseJson(text: string): { readonly value: unknown } | { readonly fault: string } {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    return { fault: (error as Error).message };
  }
}
