import { INSTANCE_STORE_SCRIPT_PATH, INSTANCE_STORE_UNIT, renderInstanceStoreScript } from './instance-store-script';

const END_OF_SCRIPT = 'END_OF_INSTANCE_STORE_SCRIPT';
const END_OF_UNIT = 'END_OF_INSTANCE_STORE_UNIT';

/**
 * Returns the user-data commands that install the instance-store script with its systemd unit and run it once.
 *
 * A failure ends the user data, and the ECS agent, where there is one, does not start: the instance never reports for
 * work, and its launching hook ends in ABANDON.
 *
 * @param mountPath absolute path, without quotes; it is checked by the machine.
 */
export function renderInstanceStoreCommands(mountPath: string): string[] {
  return [
    `cat >${INSTANCE_STORE_SCRIPT_PATH} <<'${END_OF_SCRIPT}'`,
    renderInstanceStoreScript(mountPath).trimEnd(),
    END_OF_SCRIPT,
    `chmod 0755 ${INSTANCE_STORE_SCRIPT_PATH}`,
    `cat >/etc/systemd/system/${INSTANCE_STORE_UNIT} <<'${END_OF_UNIT}'`,
    UNIT,
    END_OF_UNIT,
    'systemctl daemon-reload',
    `systemctl enable --now ${INSTANCE_STORE_UNIT}`,
  ];
}

const UNIT = `[Unit]
Description=Assembles and mounts the instance-store devices
After=local-fs.target
Before=docker.service ecs.service

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=${INSTANCE_STORE_SCRIPT_PATH}

[Install]
WantedBy=multi-user.target
RequiredBy=ecs.service`;
