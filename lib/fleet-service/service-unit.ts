import { renderDataFolderStep } from '../node-agent/agent-unit';
import { renderEnvironmentFile, type Variables } from '../node-agent/environment-file';
import { AGENT_UNIT, SERVICE_UNIT, SETTINGS_FOLDER } from '../node-agent/names';
import { writeFileCommands } from '../node-agent/shell-commands';

/** Where the variables of a service lie. */
export const SERVICE_ENVIRONMENT_FILE = `${SETTINGS_FOLDER}/service.env`;

/**
 * Files and connections that a service may have open, a shard's commonly all at once. The default of a container is its image's docker's, on
 * some of Amazon's 1024.
 * @see https://docs.docker.com/reference/cli/docker/container/run/#ulimit
 */
export const MOST_OPEN_FILES = 524_288;

/** What differs between the units of services. */
export interface UnitParts {
  readonly dataFolder: string;
  /** More lines of the section `[Unit]`. */
  readonly unit?: readonly string[];
  /** Lines of the section `[Service]`: what runs, as whom, and what it may. */
  readonly service: readonly string[];
}

/**
 * Returns the systemd unit of a service. It is bound to the agent: stopped when the agent stops or dies, and started
 * with it. It comes before the agent, so that of the two the agent stops first and the last flush finds the service.
 *
 * @see https://www.freedesktop.org/software/systemd/man/252/systemd.unit.html#BindsTo=
 */
export function renderServiceUnit({ dataFolder, unit = [], service }: UnitParts): string {
  return [
    '[Unit]',
    'Description=Service of the fleet: serves the shards of this node',
    `BindsTo=${AGENT_UNIT}`,
    `Before=${AGENT_UNIT}`,
    'StartLimitIntervalSec=0',
    // Without it the disk may be unmounted before the last flush at shutdown.
    `RequiresMountsFor=${dataFolder}`,
    ...unit,
    '',
    '[Service]',
    'Type=exec',
    `EnvironmentFile=${SERVICE_ENVIRONMENT_FILE}`,
    renderDataFolderStep(dataFolder),
    ...service,
    'Restart=always',
    'RestartSec=1',
    'OOMScoreAdjust=500',
  ].join('\n');
}

/** Returns the user-data commands that write a service's variables and unit; the agent's unit starts it. */
export function serviceFileCommands(variables: Variables, unit: string): string[] {
  return [
    ...writeFileCommands(SERVICE_ENVIRONMENT_FILE, renderEnvironmentFile(variables)),
    ...writeFileCommands(`/etc/systemd/system/${SERVICE_UNIT}`, unit),
  ];
}
