import { DEFAULT_AGENT_PORT } from '../../core/contract/environment';
import { checkVariables } from '../node-agent/environment-file';
import type { PropertyChecks } from '../validation/property-checks';

/** What the kinds of services that the fleet runs have in common. */
interface RunService {
  readonly port: number;
  readonly environment?: { readonly [name: string]: string };
}

/** Records a port that the service cannot listen at, and variables that it cannot be given. */
export function checkRunService(checks: PropertyChecks, { port, environment = {} }: RunService): void {
  checks.integer('service.port', port, { min: 1024, max: 65_535 });
  checks.expect(port !== DEFAULT_AGENT_PORT, {
    code: 'PortTaken',
    given: `service.port is ${port}`,
    accepted: 'another port, since the agent listens there',
    fix: 'choose another port, e.g. 7070',
  });
  checkVariables(checks, 'service.environment', environment);
}
