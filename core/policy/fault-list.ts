/** A JSON object whose members are not checked yet. */
export type Unchecked = Readonly<Record<string, unknown>>;

/** What a number must be. */
export interface NumberRule {
  readonly min: number;
  readonly max: number;
  /** Whether `min` itself is refused. */
  readonly above?: boolean;
  readonly whole?: boolean;
  /** In what it is counted, e.g. `nodes`. */
  readonly unit?: string;
}

/** Collects every fault of a piece of input, so that all of them are told at once. */
export class FaultList {
  readonly faults: string[] = [];

  /**
   * @param given the value as somebody wrote it
   * @param accepted what would have been right
   * @param fix what to do about it
   */
  add(name: string, given: unknown, accepted: string, fix: string): void {
    this.faults.push(`${name} is ${describe(given)}; accepted: ${accepted}. ${fix}`);
  }

  /** Returns the member as a number if it is one that the rule accepts; otherwise notes a fault. */
  number(source: Unchecked, name: string, rule: NumberRule, label = name): number | undefined {
    const given = source[name];
    if (typeof given === 'number' && isWithin(given, rule)) {
      return given;
    }
    this.add(label, given, acceptedText(rule), fixText(label, given, rule));
    return undefined;
  }

  /** Returns the member if it is one of the choices; otherwise notes a fault. */
  choice<Choice extends string>(source: Unchecked, name: string, choices: readonly Choice[]): Choice | undefined {
    const given = source[name];
    const found = choices.find((choice) => choice === given);
    if (found === undefined) {
      this.add(name, given, choices.join(', '), `Set ${name} to one of these, or leave it out for '${choices[0]}'.`);
    }
    return found;
  }

  /** Notes a fault for every member that nobody knows: most often a typing error. */
  unknownKeys(source: Unchecked, known: readonly string[], prefix = ''): void {
    for (const key of Object.keys(source).filter((name) => !known.includes(name))) {
      this.faults.push(`${prefix}${key} is not known; accepted: ${known.join(', ')}. Remove it or correct its name.`);
    }
  }
}

/** Whether a value is a JSON object. */
export function isObject(value: unknown): value is Unchecked {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isWithin(value: number, rule: NumberRule): boolean {
  const fromBelow = rule.above ? value > rule.min : value >= rule.min;
  return Number.isFinite(value) && fromBelow && value <= rule.max && (!rule.whole || Number.isInteger(value));
}

function acceptedText(rule: NumberRule): string {
  const kind = rule.whole ? 'a whole number' : 'a number';
  const unit = rule.unit ? ` of ${rule.unit}` : '';
  const from = rule.above ? `above ${rule.min}` : `from ${rule.min}`;
  const to = Number.isFinite(rule.max) ? `${rule.above ? ' and at most' : ' to'} ${rule.max}` : rule.above ? '' : ' up';
  return `${kind}${unit} ${from}${to}`;
}

function fixText(name: string, given: unknown, rule: NumberRule): string {
  if (given === undefined) {
    return `Give ${name}.`;
  }
  if (typeof given !== 'number') {
    return `Write ${name} as a plain number.`;
  }
  if (given > rule.max) {
    return `Lower ${name} to at most ${rule.max}.`;
  }
  if (given < rule.min || (rule.above && given === rule.min)) {
    return `Raise ${name} ${rule.above ? 'above' : 'to at least'} ${rule.min}.`;
  }
  return `Round ${name} to a whole number.`;
}

function describe(value: unknown): string {
  return value === undefined ? 'missing' : JSON.stringify(value);
}
