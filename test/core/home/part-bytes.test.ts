import { expect, it } from 'vitest';
import { partBytesOf } from '../../../core/home/part-bytes';

const WISHED = 32 * 1024 * 1024;

it('cuts no file into more parts than S3 takes', () => {
  expect(partBytesOf(1000, WISHED)).toBe(32 * 1024 * 1024);
  expect(5e12 / partBytesOf(5e12, WISHED)).toBeLessThanOrEqual(10_000);
});
