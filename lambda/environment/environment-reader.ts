/** The variables of a process, as Node gives them. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** Reads environment variables and gathers every fault, so that all of them are named at once. */
export class EnvironmentReader {
  private readonly faults: string[] = [];

  constructor(private readonly variables: Variables) {}

  /** Returns the variable's text, which must not be empty. */
  text(name: string): string {
    const value = this.variables[name];
    if (value === undefined || value === '') {
      this.faults.push(`${name} is missing; the construct sets it`);
      return '';
    }
    return value;
  }

  /** Returns the variable if it is one of the choices. */
  choice<Choice extends string>(name: string, choices: readonly Choice[]): Choice | undefined {
    const value = this.text(name);
    const found = choices.find((choice) => choice === value);
    if (found === undefined && value !== '') {
      this.faults.push(`${name} is '${value}'; accepted: ${choices.join(', ')}`);
    }
    return found;
  }

  /** Returns what a parser of core makes of the variable. */
  parsed<Parsed extends object>(
    name: string,
    parse: (json: string) => Parsed | { readonly faults: readonly string[] },
  ): Parsed | undefined {
    const json = this.text(name);
    if (json === '') {
      return undefined;
    }
    const result = parse(json);
    if ('faults' in result) {
      this.faults.push(...(result.faults as readonly string[]).map((fault) => `${name}: ${fault}`));
      return undefined;
    }
    return result;
  }

  /** @throws Error that names every fault, if there is any. */
  throwIfAny(): void {
    if (this.faults.length > 0) {
      throw new Error(`the function's environment has faults:\n- ${this.faults.join('\n- ')}`);
    }
  }
}
