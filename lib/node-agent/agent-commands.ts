import { NODE_PROGRAM, renderAgentUnit } from './agent-unit';
import { renderEnvironmentFile, type Variables } from './environment-file';
import { AGENT_FOLDER, AGENT_UNIT, SETTINGS_FOLDER, SYSTEM_USER } from './names';
import { type Download, downloadCommand, installCommand, writeFileCommands } from './shell-commands';

/** What the agent of a node is installed from. */
export interface AgentSettings {
  /** The bundle in S3. */
  readonly bundle: Omit<Download, 'target'>;
  readonly environment: Variables;
  /** Where the instance store is mounted. */
  readonly dataFolder: string;
}

/**
 * Returns the user-data commands that come before those of the service: runtime, system user, folders.
 *
 * Node.js comes from the repository of Amazon Linux 2023, which lies in S3.
 *
 * @see https://docs.aws.amazon.com/linux/al2023/ug/nodejs.html
 */
export function renderRuntimeCommands(): string[] {
  return [
    installCommand('aws', 'awscli-2'),
    installCommand(NODE_PROGRAM, 'nodejs24'),
    `id ${SYSTEM_USER} >/dev/null 2>&1 || useradd --system --user-group --no-create-home --shell /sbin/nologin ${SYSTEM_USER}`,
    `mkdir --parents ${AGENT_FOLDER} ${SETTINGS_FOLDER}`,
  ];
}

/**
 * Returns the user-data commands that install the agent and start it, and with it the service: the last ones.
 *
 * The bundle's hash is part of its key, and only who deploys the stack writes there.
 */
export function renderAgentCommands(settings: AgentSettings): string[] {
  return [
    downloadCommand({ ...settings.bundle, target: `${AGENT_FOLDER}/index.js` }),
    ...writeFileCommands(`${SETTINGS_FOLDER}/agent.env`, renderEnvironmentFile(settings.environment)),
    ...writeFileCommands(`/etc/systemd/system/${AGENT_UNIT}`, renderAgentUnit(settings.dataFolder)),
    'systemctl daemon-reload',
    `systemctl enable --now ${AGENT_UNIT}`,
  ];
}
