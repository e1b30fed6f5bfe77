import { describe, expect, it } from 'vitest';
import { AnswerReader, LongAnswerError } from '../../../agent/program/answer-reader';

const MIB = 1024 * 1024;

/** A body of so many MiB, and how much of it has been read. */
function bodyOf(mebibytes: number, text = ' ') {
  const body = { readBytes: 0, isEnded: false, chunks: undefined as unknown as AsyncIterable<Buffer> };
  async function* chunks() {
    try {
      for (let chunk = 0; chunk < mebibytes; chunk += 1) {
        body.readBytes += MIB;
        yield Buffer.alloc(MIB, text);
      }
    } finally {
      body.isEnded = true;
    }
  }
  return Object.assign(body, { chunks: chunks() });
}

const lengthOf = (text: string) => text.length;

describe('reading answers', () => {
  it('gives the text of a body whose characters lie in two pieces', async () => {
    async function* pieces() {
      yield Buffer.from('"é"').subarray(0, 2);
      yield Buffer.from('"é"').subarray(2);
    }
    expect(await new AnswerReader().read(pieces(), (text) => text)).toBe('"é"');
  });

  it('reads long ones one after the other, and short ones beside them', async () => {
    const reader = new AnswerReader();
    let letEnd = () => {};
    const isHeld = new Promise<void>((resolve) => {
      letEnd = resolve;
    });
    async function* held() {
      yield Buffer.alloc(2 * MIB);
      await isHeld;
    }
    const first = reader.read(held(), lengthOf);
    const body = bodyOf(30);
    const second = reader.read(body.chunks, lengthOf);
    const short = bodyOf(1);
    expect(await reader.read(short.chunks, lengthOf)).toBe(MIB);
    expect(body.readBytes).toBeLessThanOrEqual(2 * MIB);
    letEnd();
    expect(await first).toBe(2 * MIB);
    expect(await second).toBe(30 * MIB);
  });

  it('ends one that is too long, and reads the next', async () => {
    const reader = new AnswerReader();
    const body = bodyOf(100);
    await expect(reader.read(body.chunks, lengthOf)).rejects.toThrow(LongAnswerError);
    expect(body).toMatchObject({ readBytes: 65 * MIB, isEnded: true });
    expect(await reader.read(bodyOf(2).chunks, lengthOf)).toBe(2 * MIB);
  });

  it.each(['[]', '{},', ',""'])('parses none of more values than there is memory for, e.g. %s', async (text) => {
    const body = bodyOf(60, text);
    const parse = () => expect.fail('it was parsed');
    await expect(new AnswerReader().read(body.chunks, parse)).rejects.toThrow(/more than 1000000 values/);
    expect(body.isEnded).toBe(true);
  });

  it('reads the next after one that breaks off', async () => {
    const reader = new AnswerReader();
    async function* broken() {
      yield Buffer.alloc(2 * MIB);
      throw new Error('aborted');
    }
    await expect(reader.read(broken(), lengthOf)).rejects.toThrow('aborted');
    expect(await reader.read(bodyOf(2).chunks, lengthOf)).toBe(2 * MIB);
  });
});
