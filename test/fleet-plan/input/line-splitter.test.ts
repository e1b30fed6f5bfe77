import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Line, LineSplitter, LONGEST_LINE_BYTES } from '../../../fleet-plan/input/line-splitter';

function split(pieces: readonly Buffer[]): readonly Line[] {
  const splitter = new LineSplitter();
  return [...pieces.flatMap((piece) => splitter.push(piece)), ...splitter.end()];
}

/** Cuts bytes at any places, those within a character too. */
function cutAt(bytes: Buffer, places: readonly number[]): readonly Buffer[] {
  const cuts = [...places.map((place) => place % (bytes.length + 1)), 0, bytes.length].sort((a, b) => a - b);
  return cuts.slice(1).map((end, index) => bytes.subarray(cuts[index], end));
}

describe('LineSplitter', () => {
  test('finds the same lines wherever the pieces end', () => {
    const text = fc
      .array(fc.constantFrom('a', 'é', '日', '🙂', '\n', '\r'), { maxLength: 60 })
      .map((all) => all.join(''));
    fc.assert(
      fc.property(text, fc.array(fc.nat(), { maxLength: 9 }), (whole, places) => {
        const lines = split(cutAt(Buffer.from(whole), places));
        const expected = whole.split('\n');
        const last = expected.pop() as string;
        expect(lines).toEqual([
          ...expected.map((line, index) => ({ number: index + 1, isCut: false, text: line })),
          ...(last === '' ? [] : [{ number: expected.length + 1, isCut: true, text: last }]),
        ]);
      }),
    );
  });

  test('keeps no more than one line in memory, and goes on after one that is too long', () => {
    const splitter = new LineSplitter();
    const piece = Buffer.alloc(2 ** 16, 'x');
    for (let length = 0; length <= LONGEST_LINE_BYTES; length += piece.length) {
      expect(splitter.push(piece)).toEqual([]);
    }
    expect(splitter.push(Buffer.from('\nshort\n'))).toEqual([
      { number: 1, isCut: false, fault: 'too-long' },
      { number: 2, isCut: false, text: 'short' },
    ]);
  });

  test('takes a line of just the longest length', () => {
    const [line] = split([Buffer.alloc(LONGEST_LINE_BYTES, 'x'), Buffer.from('\n')]);
    expect(line).toMatchObject({ number: 1, text: expect.any(String) });
  });

  test('passes over a byte order mark, in the first line alone', () => {
    expect(split([Buffer.from('\uFEFFa\n\uFEFFb\n')])).toMatchObject([{ text: 'a' }, { text: '\uFEFFb' }]);
  });

  test('tells bytes that are no UTF-8', () => {
    expect(split([Buffer.from([0x61, 0xff, 0x0a])])).toEqual([{ number: 1, isCut: false, fault: 'no-utf8' }]);
  });
});
