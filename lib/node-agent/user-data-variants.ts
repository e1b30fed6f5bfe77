import { renderContainerServiceCommands } from '../fleet-service/container-service';
import { renderSystemdServiceCommands } from '../fleet-service/systemd-service';
import { renderInstanceStoreCommands } from '../node-group/user-data/instance-store-commands';
import { asScript } from '../node-group/user-data/user-data-variants';
import { renderAgentCommands, renderRuntimeCommands } from './agent-commands';

const BUNDLE = { bucketName: 'assets', objectKey: `${'0123456789abcdef'.repeat(4)}.zip`, region: 'eu-central-1' };
const CONTEXT = { region: BUNDLE.region, dataFolder: '/mnt/fleet', environment: { FLEET_DATA_FOLDER: '/mnt/fleet' } };
const REGISTRY = '111122223333.dkr.ecr.eu-central-1.amazonaws.com';

/** Returns every kind of user data that the nodes of a fleet get, by file name, for linters. */
export function renderNodeUserDataVariants(): Record<string, string> {
  const store = { command: '/usr/bin/node index.js', port: 7070, environment: { LEVEL: 'info' } };
  const image = { image: `${REGISTRY}/store:1.2.3`, registry: REGISTRY, region: BUNDLE.region };
  return {
    'node-with-files.sh': nodeScript([]),
    'node-with-program.sh': nodeScript(renderSystemdServiceCommands(store, CONTEXT, BUNDLE)),
    'node-with-container.sh': nodeScript(renderContainerServiceCommands(store, CONTEXT, image)),
  };
}

function nodeScript(serviceCommands: readonly string[]): string {
  return asScript([
    ...renderInstanceStoreCommands(CONTEXT.dataFolder),
    ...renderRuntimeCommands(),
    ...serviceCommands,
    ...renderAgentCommands({
      bundle: BUNDLE,
      dataFolder: CONTEXT.dataFolder,
      environment: {
        ...CONTEXT.environment,
        FLEET_NAME: 'orders',
        FLEET_POLICY: '{"minNodes":1}',
        FLEET_SERVICE_URL: '',
      },
    }),
  ]);
}
