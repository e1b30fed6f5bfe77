/** Keys and what every implementation gives for them: murmur3 with seed 0, and the shard of 50 000 and of 7. As in docs/placement.md. */
export const HASH_VECTORS: readonly (readonly [key: string, hash: number, of50000: number, of7: number])[] = [
  ['', 0x00000000, 0, 0],
  ['a', 0x3c2569b2, 34850, 4],
  ['ab', 0x9bbfd75f, 40991, 1],
  ['abc', 0xb3dd93fa, 43002, 3],
  ['abcd', 0x43ed676a, 31978, 2],
  ['user-42', 0xb972dad0, 12080, 2],
  ['shard-00042', 0xb49fdbcb, 25371, 2],
  ['0123456789abcdef', 0x36c7e0df, 18895, 3],
  ['ä', 0x7e32d1d4, 9732, 0],
  ['naïve', 0x3b2885d5, 11445, 2],
  ['日本語', 0xa5a47297, 17879, 1],
  ['🙂', 0x3e226063, 40291, 4],
  ['a🙂é', 0x56b76008, 8248, 4],
  ['x\u0000y', 0xd95e8682, 690, 0],
  ['a'.repeat(1000), 0xa1e5b608, 36120, 4],
  ['é'.repeat(1000), 0xafda76ea, 30090, 1],
];
