import { MAP_FORMAT_VERSION } from './map-format';

/** A document of the map, or why the text is none. */
export type ParsedDocument<Document> =
  | { readonly kind: 'sound'; readonly document: Document }
  | { readonly kind: 'newer-format'; readonly formatVersion: number }
  | { readonly kind: 'damaged'; readonly faults: readonly string[] };

/** A JSON object whose members are not checked yet. */
export type Unchecked = Readonly<Record<string, unknown>>;

/** A damaged object may have a fault in each of 50 000 rows. */
const TOLD_FAULTS = 20;

/** Collects the faults of a document. */
export class DocumentFaults {
  private readonly told: string[] = [];
  private count = 0;

  /** Notes the fault unless it is sound; answers whether it is. */
  check(isSound: boolean, fault: () => string): boolean {
    if (!isSound) {
      this.count += 1;
      if (this.told.length < TOLD_FAULTS) {
        this.told.push(fault());
      }
    }
    return isSound;
  }

  list(): readonly string[] {
    const untold = this.count - this.told.length;
    return untold > 0 ? [...this.told, `and ${untold} more`] : this.told;
  }
}

/**
 * Returns what a JSON text holds, or all of its faults (those of the first 20 told apart). Never throws.
 * @param check notes the faults of an object of the right format
 */
export function parseDocument<Document>(
  text: string,
  check: (value: Unchecked, faults: DocumentFaults) => void,
): ParsedDocument<Document> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { kind: 'damaged', faults: [`it is not JSON (${text.length} characters); it may be truncated`] };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { kind: 'damaged', faults: ['it is not a JSON object'] };
  }
  const source = value as Unchecked;
  const { formatVersion } = source;
  if (typeof formatVersion === 'number' && formatVersion > MAP_FORMAT_VERSION) {
    return { kind: 'newer-format', formatVersion };
  }
  const faults = new DocumentFaults();
  faults.check(
    formatVersion === MAP_FORMAT_VERSION,
    () => `formatVersion is ${JSON.stringify(formatVersion)}; accepted: ${MAP_FORMAT_VERSION}`,
  );
  check(source, faults);
  const found = faults.list();
  return found.length > 0 ? { kind: 'damaged', faults: found } : { kind: 'sound', document: value as Document };
}

/** Whether a value is a list of texts. */
export function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((text) => typeof text === 'string');
}
