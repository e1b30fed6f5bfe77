import { describe, expect, it } from 'vitest';
import { Environment } from '../../../core/contract';
import { toDeployedFleet } from '../../../local/replay/deployed-fleet';

const VARIABLES: Record<string, string> = {
  [Environment.FLEET_NAME]: 'phantom',
  [Environment.TABLE_NAME]: 'table',
  [Environment.GROUP_NAME]: 'group',
  [Environment.BUCKET_NAME]: 'bucket',
  [Environment.POLICY]: '{"minNodes":2,"maxNodes":12,"shardCount":64}',
};

function deployed(name: string, variables = VARIABLES) {
  return { FunctionName: name, Environment: { Variables: variables } };
}

describe('toDeployedFleet', () => {
  it('reads the fleet from its functions’ environment', () => {
    const functions = [deployed('Stack-FleetScaler1'), deployed('Stack-FleetRebalancer2'), { FunctionName: 'other' }];

    expect(toDeployedFleet(functions)).toMatchObject({
      fleetName: 'phantom',
      names: { tableName: 'table', groupName: 'group', bucketName: 'bucket' },
      policy: { shardCount: 64, heartbeatSeconds: 15 },
      functionNames: ['Stack-FleetRebalancer2', 'Stack-FleetScaler1'],
      scalerFunction: 'Stack-FleetScaler1',
    });
  });

  it('fails when there is no fleet', () => {
    expect(() => toDeployedFleet([{ FunctionName: 'other' }])).toThrow('no function of an elastic fleet is deployed');
  });

  it('fails when there are two fleets', () => {
    const second = deployed('Scaler2', {
      ...VARIABLES,
      [Environment.FLEET_NAME]: 'other',
      [Environment.TABLE_NAME]: 'table2',
    });

    expect(() => toDeployedFleet([deployed('Scaler'), second])).toThrow('found 2 fleets: other, phantom');
  });

  it('fails when no function is the scaler', () => {
    expect(() => toDeployedFleet([deployed('Rebalancer')])).toThrow(
      'must have "Scaler" in its name, found: Rebalancer',
    );
  });

  it('fails when the environment lacks a name', () => {
    const { [Environment.GROUP_NAME]: _group, ...rest } = VARIABLES;

    expect(() => toDeployedFleet([deployed('Scaler', rest)])).toThrow(Environment.GROUP_NAME);
  });

  it('fails when the policy is none', () => {
    const broken = { ...VARIABLES, [Environment.POLICY]: '{' };

    expect(() => toDeployedFleet([deployed('Scaler', broken)])).toThrow('is no policy: ');
  });
});
