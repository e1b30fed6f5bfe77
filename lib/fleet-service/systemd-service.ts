import { grantReadAsset } from '../node-agent/grant-read-asset';
import { SERVICE_FOLDER, SYSTEM_USER } from '../node-agent/names';
import { renderSandbox } from '../node-agent/sandbox';
import { type Download, downloadCommand, installCommand } from '../node-agent/shell-commands';
import type { PropertyChecks } from '../validation/property-checks';
import type { SystemdServiceProps } from './fleet-service-props';
import { checkRunService } from './service-checks';
import type { ServiceContext, ServiceSettings } from './service-settings';
import { MOST_OPEN_FILES, renderServiceUnit, serviceFileCommands } from './service-unit';

/** Returns the settings of a service that comes as an asset. */
export function systemdServiceSettings(props: SystemdServiceProps): ServiceSettings {
  return {
    port: props.port,
    isTold: true,
    check: (checks) => check(checks, props),
    grantInstall: (nodes) => grantReadAsset(nodes, props.asset),
    renderCommands: (context) =>
      renderSystemdServiceCommands(props, context, {
        bucketName: props.asset.s3BucketName,
        objectKey: props.asset.s3ObjectKey,
        region: context.region,
      }),
  };
}

/** Returns the user-data commands that unpack the program and write its unit. */
export function renderSystemdServiceCommands(
  { command, port, environment }: Pick<SystemdServiceProps, 'command' | 'port' | 'environment'>,
  context: ServiceContext,
  bundle: Omit<Download, 'target'>,
): string[] {
  const archive = `${SERVICE_FOLDER}.zip`;
  const unit = renderServiceUnit({
    dataFolder: context.dataFolder,
    service: [
      `User=${SYSTEM_USER}`,
      `WorkingDirectory=${SERVICE_FOLDER}`,
      `ExecStart=${command}`,
      'TimeoutStopSec=60',
      `LimitNOFILE=${MOST_OPEN_FILES}`,
      renderSandbox(context.dataFolder),
    ],
  });
  return [
    installCommand('unzip', 'unzip'),
    downloadCommand({ ...bundle, target: archive }),
    `unzip -q -o ${archive} -d ${SERVICE_FOLDER}`,
    ...serviceFileCommands({ ...environment, ...context.environment, PORT: String(port) }, unit),
  ];
}

function check(checks: PropertyChecks, props: SystemdServiceProps): void {
  checkRunService(checks, props);
  checks.text('service.command', props.command, /^\/[^\n\r]+$/, 'an absolute path and arguments on one line');
  checks.expect(props.asset.isZipArchive, {
    code: 'AssetNotAnArchive',
    given: `service.asset is the single file ${props.asset.assetPath}`,
    accepted: 'an asset of a folder or a zip file',
    fix: 'make the asset of the folder that holds the program',
  });
}
