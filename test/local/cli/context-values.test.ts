import { describe, expect, it } from 'vitest';
import { addContextValue } from '../../../local/cli/context-values';

describe('addContextValue', () => {
  it('replaces a value and leaves the others', () => {
    expect(addContextValue('nodes=5', { nodes: '3', shards: '12' })).toEqual({ nodes: '5', shards: '12' });
  });

  it('takes all after the first = for the value', () => {
    expect(addContextValue('filter=a=b', {})).toEqual({ filter: 'a=b' });
  });

  it('accepts an empty value', () => {
    expect(addContextValue('zones=', {})).toEqual({ zones: '' });
  });

  it.each(['nodes', '=3', ''])('fails on `%s`', (text) => {
    expect(() => addContextValue(text, {})).toThrow('Give a name and a value, e.g. nodes=3.');
  });
});
