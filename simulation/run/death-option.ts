import { DEATH_KINDS, type Death } from '../death';
import { NODE_COUNT } from '../settings';

/** Returns a death as the option `--death` takes it, e.g. `57:crash:2`. */
export function deathText({ event, kind, machine }: Death): string {
  return `${event}:${kind}:${machine}`;
}

/** Returns the death that such a text says. @throws Error that says what is accepted. */
export function parseDeath(text: string): Death {
  const [event, kindName, machine, ...rest] = text.split(':');
  const kind = DEATH_KINDS.find((known) => known === kindName);
  const numbers = [Number(event), Number(machine)] as const;
  const isWhole = numbers.every((number) => Number.isSafeInteger(number) && number >= 0);
  if (kind === undefined || !isWhole || numbers[1] >= NODE_COUNT || rest.length > 0) {
    throw new Error(`--death ${text}: give <event>:<${DEATH_KINDS.join('|')}>:<machine, 0 to ${NODE_COUNT - 1}>`);
  }
  return { event: numbers[0], kind, machine: numbers[1] };
}
