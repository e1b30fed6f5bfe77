/** The system user that agent and service run as: both read and write the same files, and neither needs more. */
export const SYSTEM_USER = 'elastic-fleet';

/** systemd unit of the agent. */
export const AGENT_UNIT = 'elastic-fleet-agent.service';

/** systemd unit of the user's service. */
export const SERVICE_UNIT = 'elastic-fleet-service.service';

/** Where the agent's bundle lies on the instance. */
export const AGENT_FOLDER = '/opt/elastic-fleet/agent';

/** Where a service that comes as an asset is unpacked. */
export const SERVICE_FOLDER = '/opt/elastic-fleet/service';

/** Where the environment files of both units lie. */
export const SETTINGS_FOLDER = '/etc/elastic-fleet';
