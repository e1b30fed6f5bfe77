import { INSTANCE_STORE_UNIT } from '../node-group/user-data/instance-store-script';
import { AGENT_FOLDER, SERVICE_UNIT, SETTINGS_FOLDER, SYSTEM_USER } from './names';
import { renderSandbox } from './sandbox';

/** Version of Node.js that the agent runs on; `node-24` is its name whatever other versions an image has. */
export const NODE_PROGRAM = '/usr/bin/node-24';

/**
 * Returns the systemd unit of the agent.
 *
 * - It never gives up: a start that failed is tried again without a limit on the number of tries.
 * - It tells systemd by a helper process that it lives, hence `NotifyAccess=all`; silent for 30 s, it is restarted.
 * - It pulls the service in and starts after it, so that it stops first: its last flush needs the service.
 * - The instance store stays mounted until it has stopped: at shutdown its last flush reads from there.
 * - The kernel ends the service before the agent when memory runs out: a lease that is not renewed moves every shard.
 *
 * @see https://www.freedesktop.org/software/systemd/man/252/systemd.service.html
 */
export function renderAgentUnit(dataFolder: string): string {
  return `[Unit]
Description=Agent of the fleet: moves shards between S3 and this node
Requires=${INSTANCE_STORE_UNIT}
Wants=network-online.target ${SERVICE_UNIT}
After=${INSTANCE_STORE_UNIT} network-online.target
AssertPathIsMountPoint=${dataFolder}
RequiresMountsFor=${dataFolder}
StartLimitIntervalSec=0

[Service]
Type=notify
NotifyAccess=all
User=${SYSTEM_USER}
EnvironmentFile=${SETTINGS_FOLDER}/agent.env
${renderDataFolderStep(dataFolder)}
ExecStart=${NODE_PROGRAM} --max-semi-space-size=4 --max-old-space-size=512 ${AGENT_FOLDER}/index.js
Restart=always
RestartSec=2
WatchdogSec=30
TimeoutStartSec=120
TimeoutStopSec=120
KillMode=mixed
MemoryHigh=768M
MemoryMax=1G
CPUWeight=200
TasksMax=256
LimitNOFILE=65536
OOMScoreAdjust=-900
${renderSandbox(dataFolder)}

[Install]
WantedBy=multi-user.target`;
}

/** Returns the line that gives the data folder, new and empty after each stop and start of the instance, its owner. */
export function renderDataFolderStep(dataFolder: string): string {
  const owner = `--owner=${SYSTEM_USER} --group=${SYSTEM_USER}`;
  return `ExecStartPre=+/usr/bin/install --directory ${owner} --mode=0700 ${dataFolder}`;
}
