import * as path from 'node:path';
import { Stack } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import * as s3_assets from 'aws-cdk-lib/aws-s3-assets';
import type { Construct } from 'constructs';
import { AgentEnvironment, DEFAULT_AGENT_PORT, Environment } from '../../core/contract/environment';
import type { FleetService } from '../fleet-service/fleet-service';
import { handlerBundle } from '../handler/handler-bundle';
import type { NodeGroup } from '../node-group/node-group';
import { PropertyChecks } from '../validation/property-checks';
import { renderAgentCommands, renderRuntimeCommands } from './agent-commands';
import type { Variables } from './environment-file';
import { grantReadAsset } from './grant-read-asset';

/** What the nodes of a fleet are told. */
export interface NodeSoftware {
  readonly fleetName: string;
  readonly tableName: string;
  readonly bucketName: string;
  /** The policy as JSON. */
  readonly policy: string;
  readonly service: FleetService;
}

/**
 * Appends to the group's user data what installs agent and service, and returns the right to download them, which must
 * be there before the first instance.
 *
 * @throws FleetConstructError when the machine has no instance store, or the service cannot be installed.
 */
export function installNode(scope: Construct, nodes: NodeGroup, software: NodeSoftware): iam.Grant {
  const { service } = software;
  const dataFolder = checkedDataFolder(scope, nodes, service);
  const { region } = Stack.of(scope);
  const asset = new s3_assets.Asset(scope, 'AgentBundle', { path: path.join(handlerBundle('agent'), 'index.js') });
  const bundle = { bucketName: asset.s3BucketName, objectKey: asset.s3ObjectKey, region };
  nodes.addUserData(
    ...renderRuntimeCommands(),
    ...service._settings.renderCommands({ region, dataFolder, environment: serviceVariables(software, dataFolder) }),
    ...renderAgentCommands({ bundle, dataFolder, environment: agentVariables(software, dataFolder, region) }),
  );
  return grantReadAsset(nodes, asset).combine(service._settings.grantInstall(nodes));
}

function checkedDataFolder(scope: Construct, nodes: NodeGroup, service: FleetService): string {
  const checks = new PropertyChecks(scope);
  checks.expect(nodes.instanceStoreMountPath !== undefined, {
    code: 'MachineWithoutInstanceStore',
    given: 'machine mounts no instance store',
    accepted: 'Machine.nvme(), or Machine.gpu() with instanceStoreMountPath',
    fix: 'choose a machine whose instance store holds the shards',
  });
  service._settings.check(checks);
  checks.throwIfAny();
  return nodes.instanceStoreMountPath ?? '';
}

/** What a service finds in its environment, whatever its kind. */
function serviceVariables({ fleetName }: NodeSoftware, dataFolder: string): Variables {
  return {
    [Environment.FLEET_NAME]: fleetName,
    [AgentEnvironment.DATA_FOLDER]: dataFolder,
    [AgentEnvironment.AGENT_PORT]: String(DEFAULT_AGENT_PORT),
  };
}

function agentVariables(software: NodeSoftware, dataFolder: string, region: string): Variables {
  const { port, _settings: settings } = software.service;
  return {
    ...serviceVariables(software, dataFolder),
    [Environment.TABLE_NAME]: software.tableName,
    [Environment.BUCKET_NAME]: software.bucketName,
    [Environment.POLICY]: software.policy,
    [AgentEnvironment.SERVICE_URL]: settings.isTold ? `http://127.0.0.1:${port}` : '',
    [AgentEnvironment.SERVICE_PORT]: String(port),
    AWS_REGION: region,
  };
}
