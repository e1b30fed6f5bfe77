import type * as iam from 'aws-cdk-lib/aws-iam';
import type { Variables } from '../node-agent/environment-file';
import type { NodeGroup } from '../node-group/node-group';
import type { PropertyChecks } from '../validation/property-checks';

/** What the fleet tells a service before it renders its user data. */
export interface ServiceContext {
  readonly region: string;
  /** Where the instance store is mounted. */
  readonly dataFolder: string;
  /** What every service finds in its environment. */
  readonly environment: Variables;
}

/** One kind of service, as the fleet needs it. */
export interface ServiceSettings {
  /** Where it serves its clients. */
  readonly port: number;
  /** Whether the agent tells it `open`, `flush` and `close`. */
  readonly isTold: boolean;
  readonly check: (checks: PropertyChecks) => void;
  /** Grants nodes what installing the service takes, which must be there before the first of them. */
  readonly grantInstall: (nodes: NodeGroup) => iam.Grant;
  /** Returns the commands that install the service and its unit; the agent's unit starts it. */
  readonly renderCommands: (context: ServiceContext) => string[];
}
