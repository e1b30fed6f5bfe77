/**
 * Returns the 32-bit MurmurHash3 (x86 variant) of a text's UTF-8 bytes as an unsigned integer: the same answer in every
 * process, version and language; docs/hash-vectors.json has test vectors. Texts of ASCII alone are hashed without a list of
 * their bytes. O(length).
 * @see https://github.com/aappleby/smhasher/blob/master/src/MurmurHash3.cpp
 */
export function murmur3(text: string, seed = 0): number {
  const length = text.length;
  const tailStart = length & ~3;
  let hash = seed;
  let seen = 0;
  for (let index = 0; index < tailStart; index += 4) {
    const first = text.charCodeAt(index);
    const second = text.charCodeAt(index + 1);
    const third = text.charCodeAt(index + 2);
    const fourth = text.charCodeAt(index + 3);
    seen |= first | second | third | fourth;
    hash = mixBlock(hash, first | (second << 8) | (third << 16) | (fourth << 24));
  }
  let tail = 0;
  for (let index = length - 1; index >= tailStart; index -= 1) {
    const code = text.charCodeAt(index);
    seen |= code;
    tail = (tail << 8) | code;
  }
  return seen < 0x80 ? finish(hash ^ scramble(tail) ^ length) : murmur3OfBytes(utf8(text), seed);
}

/** Returns another 32-bit integer for each 32-bit integer, with every bit of it dependent on every bit given. O(1). */
export function mixBits(value: number): number {
  let mixed = value ^ (value >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

function murmur3OfBytes(bytes: readonly number[], seed: number): number {
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
  return mixBits(hash) >>> 0;
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
