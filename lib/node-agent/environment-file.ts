import { Token } from 'aws-cdk-lib';
import type { PropertyChecks } from '../validation/property-checks';

/** Environment variables by name. */
export type Variables = Readonly<Record<string, string>>;

/**
 * Returns the lines of a systemd environment file. Single quotes keep a value as it is, JSON too.
 *
 * @see https://www.freedesktop.org/software/systemd/man/252/systemd.exec.html#EnvironmentFile=
 */
export function renderEnvironmentFile(variables: Variables): string {
  return Object.entries(variables)
    .map(([name, value]) => `${name}='${value}'`)
    .join('\n');
}

/** Records names that are none and values that an environment file cannot hold; tokens pass. */
export function checkVariables(checks: PropertyChecks, property: string, variables: Variables): void {
  for (const [name, value] of Object.entries(variables)) {
    const entry = `${property}.${name}`;
    checks.text(`the name of ${entry}`, name, /^[A-Za-z_][A-Za-z0-9_]*$/, 'letters, digits and _, no digit first');
    checks.expect(Token.isUnresolved(value) || /^[^'\n\r]*$/.test(value), {
      code: 'TextNotAccepted',
      given: `${entry} holds a single quote or a line break`,
      accepted: 'text on one line without single quotes',
      fix: `encode the value, or let the service read it from elsewhere`,
    });
  }
}
