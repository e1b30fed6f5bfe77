import { SYSTEM_USER } from '../node-agent/names';
import { installCommand } from '../node-agent/shell-commands';
import type { PropertyChecks } from '../validation/property-checks';
import type { ContainerServiceProps } from './fleet-service-props';
import { checkRunService } from './service-checks';
import type { ServiceContext, ServiceSettings } from './service-settings';
import { MOST_OPEN_FILES, renderServiceUnit, SERVICE_ENVIRONMENT_FILE, serviceFileCommands } from './service-unit';

const CONTAINER = 'elastic-fleet-service';

/**
 * Docker starts no container that asks for GPUs where there are none, nor without NVIDIA's hook.
 * @see https://docs.docker.com/engine/containers/gpu/
 */
const HAS_GPUS = 'command -v nvidia-container-runtime-hook >/dev/null && nvidia-smi --list-gpus >/dev/null';

/** An image and the registry that it is pulled from. */
export interface ContainerImage {
  readonly image: string;
  readonly registry: string;
  /** The registry's region. */
  readonly region: string;
}

/** Returns the settings of a service in a container. */
export function containerServiceSettings(props: ContainerServiceProps): ServiceSettings {
  const { repository, tag } = props;
  return {
    port: props.port,
    isTold: true,
    check: (checks) => check(checks, props),
    grantInstall: (nodes) => repository.grantPull(nodes),
    renderCommands: (context) =>
      renderContainerServiceCommands(props, context, {
        image: repository.repositoryUriForTagOrDigest(tag),
        registry: repository.registryUri,
        region: repository.env.region,
      }),
  };
}

/**
 * Returns the user-data commands that pull the image and write its unit. The image is pulled once and not by the unit: a
 * restart must not wait for a registry. The password is that of the registry's region, which may be another than the nodes'.
 *
 * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/registry_auth.html
 */
export function renderContainerServiceCommands(
  { port, environment }: Pick<ContainerServiceProps, 'port' | 'environment'>,
  context: ServiceContext,
  { image, registry, region }: ContainerImage,
): string[] {
  const variables = { ...environment, ...context.environment, PORT: String(port) };
  const unit = renderServiceUnit({
    dataFolder: context.dataFolder,
    unit: ['Requires=docker.service', 'After=docker.service'],
    service: [
      `ExecStartPre=-/usr/bin/docker rm --force ${CONTAINER}`,
      `ExecStart=${runCommand(image, context.dataFolder, Object.keys(variables))}`,
      `ExecStop=/usr/bin/docker stop --time 60 ${CONTAINER}`,
      'TimeoutStopSec=90',
    ],
  });
  const password = `aws ecr get-login-password --region '${region}'`;
  return [
    installCommand('docker', 'docker'),
    'systemctl enable --now docker.service',
    `${password} | docker login --username AWS --password-stdin '${registry}'`,
    `docker pull --quiet '${image}'`,
    ...serviceFileCommands(variables, unit),
    `echo "SERVICE_USER=$(id --user ${SYSTEM_USER}):$(id --group ${SYSTEM_USER})" >>${SERVICE_ENVIRONMENT_FILE}`,
    `echo "GPU_OPTION=$(${HAS_GPUS} && echo --gpus=all)" >>${SERVICE_ENVIRONMENT_FILE}`,
  ];
}

/**
 * Values of variables are taken from the unit's environment, since docker would read the quotes of its file as part. The option of
 * GPUs has no braces, so that systemd leaves it out where it is empty. The journal keeps what the container says, so docker keeps no
 * second copy, which would grow until the root volume is full.
 *
 * @see https://docs.docker.com/engine/logging/configure/
 */
function runCommand(image: string, dataFolder: string, variableNames: readonly string[]): string {
  return [
    `/usr/bin/docker run --rm --name ${CONTAINER} --network host --user \${SERVICE_USER}`,
    '--cap-drop ALL --security-opt no-new-privileges --oom-score-adj 500 --pull never --log-driver none',
    `--ulimit nofile=${MOST_OPEN_FILES}:${MOST_OPEN_FILES} $GPU_OPTION`,
    `--volume ${dataFolder}:${dataFolder}`,
    ...variableNames.map((name) => `--env ${name}`),
    image,
  ].join(' ');
}

function check(checks: PropertyChecks, props: ContainerServiceProps): void {
  checkRunService(checks, props);
  checks.text('service.tag', props.tag, /^(sha256:[0-9a-f]{64}|\w[\w.-]{0,127})$/, 'a tag, or a digest sha256:…');
}
