import { Slots } from '../slots';

/** Longest answer that is read: a flush of 300,000 files with names of 200 characters. */
const MOST_BYTES = 64 * 1024 * 1024;
/** Small values take some fifty times as much memory as they are long, so length alone bounds nothing. */
const MOST_VALUES = 1_000_000;
/** Answers that are no longer wait for no other. */
const SHORT_BYTES = 1024 * 1024;

/** By byte, 1 for each after which a value may begin: the comma and the opening brackets. */
const VALUES_AFTER = Uint8Array.from({ length: 256 }, (_, byte) => (',[{'.includes(String.fromCharCode(byte)) ? 1 : 0));

/** An answer takes more memory than the agent has for it. */
export class LongAnswerError extends Error {}

/**
 * Reads answers of the service in a bounded part of the agent's memory, whatever the service says and how many say it at
 * once: of the long ones it reads one after the other. The service waits meanwhile.
 */
export class AnswerReader {
  private readonly longOnes = new Slots(1);

  /** Returns what `parse` makes of the body. @throws LongAnswerError */
  async read<Result>(body: AsyncIterable<Buffer>, parse: (text: string) => Result): Promise<Result> {
    const answer = new ReadAnswer(body);
    if (await answer.readTo(SHORT_BYTES)) {
      return parse(answer.text);
    }
    return this.longOnes.run(async () => {
      if (!(await answer.readTo(MOST_BYTES))) {
        throw await answer.giveUp(`is longer than ${MOST_BYTES} bytes`);
      }
      return parse(answer.text);
    });
  }
}

class ReadAnswer {
  private readonly rest: AsyncIterator<Buffer>;
  private readonly chunks: Buffer[] = [];
  private bytes = 0;
  private values = 1;

  constructor(body: AsyncIterable<Buffer>) {
    this.rest = body[Symbol.asyncIterator]();
  }

  /** Returns whether it has ended by then. */
  async readTo(bytes: number): Promise<boolean> {
    while (this.bytes <= bytes) {
      const { done, value } = await this.rest.next();
      if (done) {
        return true;
      }
      this.bytes += value.length;
      this.chunks.push(value);
      await this.count(value);
    }
    return false;
  }

  get text(): string {
    return Buffer.concat(this.chunks).toString('utf8');
  }

  async giveUp(why: string): Promise<LongAnswerError> {
    await this.rest.return?.();
    return new LongAnswerError(why);
  }

  private async count(chunk: Buffer): Promise<void> {
    for (const byte of chunk) {
      this.values += VALUES_AFTER[byte] ?? 0;
    }
    if (this.values > MOST_VALUES) {
      throw await this.giveUp(`holds more than ${MOST_VALUES} values`);
    }
  }
}
