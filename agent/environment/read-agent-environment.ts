import { AgentEnvironment, DEFAULT_AGENT_PORT, Environment } from '../../core/contract/environment';
import type { FleetPolicy } from '../../core/policy/fleet-policy';
import { parseFleetPolicy } from '../../core/policy/parse-fleet-policy';
import { VariableReader, type Variables } from './variable-reader';

/** What the agent is started with. */
export interface AgentSettings {
  readonly fleetName: string;
  readonly tableName: string;
  readonly bucketName: string;
  readonly policy: FleetPolicy;
  readonly dataFolder: string;
  /** Absent when the service only finds files. */
  readonly serviceUrl?: string;
  readonly servicePort: number;
  readonly agentPort: number;
  /** Each is asked of the instance's metadata when absent. */
  readonly nodeId?: string;
  readonly zone?: string;
  readonly host?: string;
}

/**
 * Returns the agent's settings from the environment of its process.
 * @throws Error that names every fault at once.
 */
export function readAgentEnvironment(variables: Variables): AgentSettings {
  const reader = new VariableReader(variables);
  const serviceUrl = reader.loopbackUrl(AgentEnvironment.SERVICE_URL);
  const urlPort = serviceUrl === undefined ? undefined : Number(serviceUrl.port || '80');
  const settings = {
    fleetName: reader.text(Environment.FLEET_NAME),
    tableName: reader.text(Environment.TABLE_NAME),
    bucketName: reader.text(Environment.BUCKET_NAME),
    policy: reader.parsed(Environment.POLICY, (json) => {
      const parse = parseFleetPolicy(json);
      return 'policy' in parse ? { value: parse.policy } : parse;
    }),
    dataFolder: reader.absolutePath(AgentEnvironment.DATA_FOLDER),
    servicePort: reader.port(AgentEnvironment.SERVICE_PORT, urlPort),
    agentPort: reader.port(AgentEnvironment.AGENT_PORT, DEFAULT_AGENT_PORT),
    ...(serviceUrl === undefined ? {} : { serviceUrl: serviceUrl.href }),
    ...reader.optional('nodeId', AgentEnvironment.NODE_ID),
    ...reader.optional('zone', AgentEnvironment.ZONE),
    ...reader.optional('host', AgentEnvironment.HOST),
  };
  reader.throwIfAny();
  return settings as AgentSettings;
}
