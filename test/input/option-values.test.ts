import { describe, expect, it } from 'vitest';
import {
  collect,
  parseCount,
  parseNumber,
  parsePort,
  parsePositive,
  parseSpan,
  parseTime,
} from '../../input/option-values';

describe('option values', () => {
  it('are read as what they stand for', () => {
    expect(parsePositive('2.5')).toBe(2.5);
    expect(parseCount('7')).toBe(7);
    expect(parsePort('8080')).toBe(8080);
    expect(parseSpan('45m')).toBe(2_700_000);
    expect(parseTime('2026-11-30T03:00:00+01:00')).toBe(Date.UTC(2026, 10, 30, 2));
    expect(parseTime('2028-02-29T03:00Z')).toBe(Date.UTC(2028, 1, 29, 3));
    expect(collect('b', ['a'])).toEqual(['a', 'b']);
  });

  it.each([
    [() => parsePositive('0'), 'Give a number above 0.'],
    [() => parsePositive(' '), 'Give a number above 0.'],
    [() => parseNumber('9', (value) => value < 9, 'less than 9'), 'Give less than 9.'],
    [() => parseNumber('Infinity', () => true, 'an end'), 'Give an end.'],
    [() => parseCount('1.5'), 'Give a whole number of at least 1.'],
    [() => parsePort('70000'), 'Give a port from 1 to 65535.'],
    [() => parseSpan('5d'), 'Give a number with s, m or h, e.g. 45m.'],
    [() => parseTime('2026-02-31T03:00:00Z'), 'Give an ISO time with its zone'],
    [() => parseTime('2026-13-01T03:00:00Z'), 'Give an ISO time with its zone'],
    [() => parseTime('2026-11-30T03:00:00'), 'Give an ISO time with its zone'],
  ])('that are none are refused (%#)', (parse, message) => {
    expect(parse).toThrow(message);
  });
});
