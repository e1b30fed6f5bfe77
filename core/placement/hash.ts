/**
 * Returns the 32-bit MurmurHash3 (x86 variant) of a text's UTF-8 bytes as an unsigned integer: the same answer in every
 * process, version and language. O(length).
 * @see https://github.com/aappleby/smhasher/blob/master/src/MurmurHash3.cpp
 */
export function murmur3(text: string, seed = 0): number {
  const bytes = utf8(text);
  const tailStart = bytes.length - (bytes.length % 4);
  let hash = seed;
  for (let index = 0; index < tailStart; index += 4) {
    hash = mixBlock(hash, littleEndian(bytes, index, 4));
  }
  hash ^= scramble(littleEndian(bytes, tailStart, bytes.length - tailStart));
  return finish(hash ^ bytes.length);
}

function scramble(block: number): number {
  const product = Math.imul(block, 0xcc9e2d51);
  return Math.imul((product << 15) | (product >>> 17), 0x1b873593);
}

function mixBlock(hash: number, block: number): number {
  const mixed = hash ^ scramble(block);
  return (Math.imul((mixed << 13) | (mixed >>> 19), 5) + 0xe6546b64) | 0;
}

function finish(hash: number): number {
  let mixed = hash ^ (hash >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

function littleEndian(bytes: readonly number[], start: number, count: number): number {
  let value = 0;
  for (let offset = count - 1; offset >= 0; offset -= 1) {
    value = (value << 8) | (bytes[start + offset] ?? 0);
  }
  return value;
}

/** `core` has no TextEncoder: it assumes no platform. A lone surrogate counts as U+FFFD, as TextEncoder has it. */
function utf8(text: string): number[] {
  const bytes: number[] = [];
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    const isLoneSurrogate = point >= 0xd800 && point <= 0xdfff;
    pushUtf8(bytes, isLoneSurrogate ? 0xfffd : point);
  }
  return bytes;
}

function pushUtf8(bytes: number[], point: number): void {
  if (point < 0x80) {
    bytes.push(point);
  } else if (point < 0x800) {
    bytes.push(0xc0 | (point >> 6), continuation(point, 0));
  } else if (point < 0x10000) {
    bytes.push(0xe0 | (point >> 12), continuation(point, 6), continuation(point, 0));
  } else {
    bytes.push(0xf0 | (point >> 18), continuation(point, 12), continuation(point, 6), continuation(point, 0));
  }
}

function continuation(point: number, shift: number): number {
  return 0x80 | ((point >> shift) & 0x3f);
}
