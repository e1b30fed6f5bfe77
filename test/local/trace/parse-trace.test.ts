import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTrace } from '../../../local/trace/parse-trace';

const SIZE = { minutes: 3, meanUnits: 2 };

function demandOf(text: string, size = SIZE): readonly number[] {
  const result = parseTrace(text, 'trace.csv', size);
  if ('faults' in result) {
    throw new Error(result.faults.join('; '));
  }
  return result.trace.demand;
}

function faultsOf(text: string, size = SIZE): readonly string[] {
  const result = parseTrace(text, 'trace.csv', size);
  return 'faults' in result ? result.faults : [];
}

describe('parseTrace', () => {
  it('scales the replayed part to the mean asked for', () => {
    expect(demandOf('minute,value\n0,10\n1,20\n2,30\n3,5000\n')).toEqual([1, 2, 3]);
  });

  it('accepts a file without header, with CRLF, BOM and blank lines', () => {
    expect(demandOf('\uFEFF7, 1\r\n8, 1\r\n\r\n9, 1\r\n')).toEqual([2, 2, 2]);
  });

  it('accepts columns beyond the second', () => {
    expect(demandOf('minute,value,note\n0,1,a\n1,1\n2,1,c\n')).toEqual([2, 2, 2]);
  });

  it.each([
    ['a hole', '0,1\n1,1\n4,1\n', 'line 3: 2 minutes missing between 1 and 4; fill the hole'],
    ['a doubled minute', '0,1\n1,1\n1,1\n', 'line 3: minute 1 stands there twice; give one value a minute'],
    ['going backwards', '5,1\n6,1\n2,1\n', 'line 3: minute 2 comes after minute 6; sort the lines by minute'],
    ['a negative value', '0,1\n1,-3\n2,1\n', 'line 2: value -3 is negative; demand is at least 0'],
    ['text as a value', '0,1\n1,many\n2,1\n', 'line 2: value "many" is not a number'],
    ['NaN', '0,1\n1,NaN\n2,1\n', 'line 2: value "NaN" is not a number'],
    ['Infinity', '0,1\n1,Infinity\n2,1\n', 'line 2: value "Infinity" is not a number'],
    ['an empty value', '0,1\n1,\n2,1\n', 'line 2: value "" is not a number'],
    ['one column', '0,1\n1\n2,1\n', 'line 2: 1 column; each line needs two, minute,value'],
    ['a broken minute', '0,1\n1.5,1\n1,1\n', 'line 2: minute "1.5" is not a whole number of at least 0'],
  ])('fails on %s with its line', (_name, text, fault) => {
    expect(faultsOf(text)[0]).toBe(fault);
  });

  it('counts the header in line numbers', () => {
    expect(faultsOf('minute,value\n0,1\n1,x\n2,1\n')).toEqual(['line 3: value "x" is not a number']);
  });

  it('reports every fault at once', () => {
    expect(faultsOf('0,1\n1,-1\n5,1\n6,x\n')).toHaveLength(3);
  });

  it('names 20 faults and counts the rest', () => {
    const text = Array.from({ length: 50 }, (_, minute) => `${minute},-1`).join('\n');

    const faults = faultsOf(text);

    expect(faults).toHaveLength(21);
    expect(faults.at(-1)).toBe('and 30 more');
  });

  it('fails when the file is empty', () => {
    expect(faultsOf('')).toEqual(['the file holds no minutes; each line needs minute,value']);
  });

  it('fails when there is one column throughout', () => {
    expect(faultsOf('value\n1\n2\n')[0]).toBe('line 1: 1 column; each line needs two, minute,value');
  });

  it('fails when fewer minutes are there than asked', () => {
    expect(faultsOf('0,1\n1,1\n')).toEqual([
      'the file holds 2 minutes, 3 were asked for; give --minutes 2 or a longer trace',
    ]);
  });

  it('fails when every replayed minute is 0', () => {
    expect(faultsOf('0,0\n1,0\n2,0\n')[0]).toContain('all 3 replayed minutes are 0');
  });

  it('fails when quotes are broken', () => {
    expect(faultsOf('0,"1\n1,1\n')[0]).toContain('the file is not CSV');
  });

  it.each([
    [{ minutes: 0, meanUnits: 5 }, '--minutes takes a whole number of at least 1, given 0'],
    [{ minutes: 2.5, meanUnits: 5 }, '--minutes takes a whole number of at least 1, given 2.5'],
    [{ minutes: 3, meanUnits: 0 }, '--mean-units takes a number above 0, given 0'],
    [{ minutes: 3, meanUnits: Number.NaN }, '--mean-units takes a number above 0, given NaN'],
  ])('fails on the size %o', (size, fault) => {
    expect(faultsOf('0,1\n1,1\n2,1\n', size)).toEqual([fault]);
  });

  it('gives the mean asked for whatever the values', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 1e6 }), { minLength: 1, maxLength: 50 }), (values) => {
        const text = values.map((value, minute) => `${minute},${value}`).join('\n');

        const demand = demandOf(text, { minutes: values.length, meanUnits: 5 });

        expect(demand.reduce((sum, value) => sum + value, 0) / values.length).toBeCloseTo(5, 9);
      }),
    );
  });
});
