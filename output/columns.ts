/** Spaces between two columns. */
const GAP = '  ';

/** Returns lines of aligned columns; numbers stand at the right. */
export function columns(titles: readonly string[], rows: readonly (readonly (string | number)[])[]): string[] {
  const cells = rows.map((row) => row.map(String));
  const widths = titles.map((title, index) =>
    cells.reduce((widest, row) => Math.max(widest, row[index]?.length ?? 0), title.length),
  );
  const isNumber = titles.map((_, index) => rows.length > 0 && rows.every((row) => typeof row[index] === 'number'));
  const line = (row: readonly string[]) =>
    row
      .map((cell, index) => (isNumber[index] ? cell.padStart(widths[index] ?? 0) : cell.padEnd(widths[index] ?? 0)))
      .join(GAP)
      .trimEnd();
  return [line(titles), ...cells.map(line)];
}
