/** `core` has neither Buffer nor btoa: it assumes no platform. */
const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const PADDING = '=';
/** A multiple of 3; so many characters fit into one call. */
const CHUNK_BYTES = 3072;
const NO_DIGIT = 255;
const CODES = Uint8Array.from(DIGITS, (digit) => digit.charCodeAt(0));
/** By character code. */
const VALUES = new Uint8Array(128).fill(NO_DIGIT);
[...DIGITS].forEach((digit, value) => {
  VALUES[digit.charCodeAt(0)] = value;
});

/** Returns bytes as base64 text. O(length). @see https://www.rfc-editor.org/rfc/rfc4648#section-4 */
export function toBase64(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let start = 0; start < bytes.length; start += CHUNK_BYTES) {
    parts.push(encodeChunk(bytes.subarray(start, start + CHUNK_BYTES)));
  }
  return parts.join('');
}

/** Returns the bytes of a base64 text, or nothing when it is none. O(length). */
export function fromBase64(text: string): Uint8Array | undefined {
  const digits = text.replace(/={1,2}$/, '');
  if (text.length % 4 !== 0 || digits.length % 4 === 1) {
    return undefined;
  }
  const bytes = new Uint8Array(Math.floor((digits.length * 3) / 4));
  let bits = 0;
  let filled = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const value = VALUES[digits.charCodeAt(index)] ?? NO_DIGIT;
    if (value === NO_DIGIT) {
      return undefined;
    }
    bits = (bits << 6) | value;
    if (index % 4 > 0) {
      bytes[filled] = (bits >> (6 - 2 * (index % 4))) & 0xff;
      filled += 1;
    }
  }
  return bytes;
}

function encodeChunk(bytes: Uint8Array): string {
  const codes = new Uint8Array(4 * Math.ceil(bytes.length / 3));
  for (let start = 0, at = 0; start < bytes.length; start += 3, at += 4) {
    const bits = ((bytes[start] ?? 0) << 16) | ((bytes[start + 1] ?? 0) << 8) | (bytes[start + 2] ?? 0);
    codes[at] = codeAt(bits, 18);
    codes[at + 1] = codeAt(bits, 12);
    codes[at + 2] = codeAt(bits, 6);
    codes[at + 3] = codeAt(bits, 0);
  }
  const missing = (3 - (bytes.length % 3)) % 3;
  const digits = codes.subarray(0, codes.length - missing);
  // To spread a typed array goes byte by byte; to apply it does not.
  return String.fromCharCode.apply(undefined, digits as unknown as number[]) + PADDING.repeat(missing);
}

function codeAt(bits: number, shift: number): number {
  return CODES[(bits >> shift) & 63] ?? 0;
}
