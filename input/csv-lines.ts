import { parse } from 'csv-parse/sync';

/** A record with the line of the file on which it ends. */
export interface CsvLine {
  readonly cells: readonly string[];
  readonly line: number;
}

/** Returns the records of a CSV text, of any number of cells each, without empty lines. @throws CsvError when it is none. */
export function readCsvLines(text: string): readonly CsvLine[] {
  const options = { bom: true, info: true, relax_column_count: true, skip_empty_lines: true, trim: true } as const;
  const records = parse(text, options) as unknown as readonly {
    readonly record: readonly string[];
    readonly info: { readonly lines: number };
  }[];
  return records.map(({ record, info }) => ({ cells: record, line: info.lines }));
}
