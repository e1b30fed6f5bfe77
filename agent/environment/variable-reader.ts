import path from 'node:path';

/** The variables of a process, as Node gives them. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** Reads environment variables and gathers every fault, so that all of them are named at once. */
export class VariableReader {
  private readonly faults: string[] = [];

  constructor(private readonly variables: Variables) {}

  /** Returns the variable's text, which must not be empty. */
  text(name: string): string {
    const value = this.variables[name] ?? '';
    if (value === '') {
      this.faults.push(`${name} is missing; the fleet's NodeGroup writes it into the agent's unit`);
    }
    return value;
  }

  /** Returns the variable as a member of that key, or none when it is absent or empty. */
  optional<Key extends string>(key: Key, name: string): Partial<Record<Key, string>> {
    const value = this.variables[name];
    return value ? ({ [key]: value } as Record<Key, string>) : {};
  }

  /** Returns what a parser makes of the variable. */
  parsed<Value>(
    name: string,
    parse: (text: string) => { readonly value: Value } | { readonly faults: readonly string[] },
  ): Value | undefined {
    const text = this.text(name);
    if (text === '') {
      return undefined;
    }
    const result = parse(text);
    if ('value' in result) {
      return result.value;
    }
    this.faults.push(...result.faults.map((fault) => `${name}: ${fault}`));
    return undefined;
  }

  absolutePath(name: string): string {
    const value = this.text(name);
    if (value !== '' && !path.isAbsolute(value)) {
      this.faults.push(`${name} is '${value}'; accepted: an absolute path, e.g. /data/fleet`);
    }
    return value;
  }

  /** Returns the port, or the fallback when the variable is absent or empty. */
  port(name: string, fallback: number | undefined): number | undefined {
    const value = this.variables[name];
    if (!value) {
      return fallback ?? this.noPort(name, 'missing');
    }
    const port = Number(value);
    return Number.isInteger(port) && port >= 1 && port <= 65_535 ? port : this.noPort(name, `'${value}'`);
  }

  /** Returns the URL if there is one: only this machine is spoken to without encryption. */
  loopbackUrl(name: string): URL | undefined {
    const value = this.variables[name];
    if (!value) {
      return undefined;
    }
    const url = URL.canParse(value) ? new URL(value) : undefined;
    if (url?.protocol !== 'http:' || !LOOPBACK.includes(url.hostname)) {
      this.faults.push(`${name} is '${value}'; accepted: an http URL of this machine, e.g. http://127.0.0.1:7070`);
      return undefined;
    }
    return url;
  }

  /** @throws Error that names every fault, if there is any. */
  throwIfAny(): void {
    if (this.faults.length > 0) {
      throw new Error(`the agent's environment has faults:\n- ${this.faults.join('\n- ')}`);
    }
  }

  private noPort(name: string, given: string): undefined {
    this.faults.push(`${name} is ${given}; accepted: a port from 1 to 65535`);
    return undefined;
  }
}

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];
