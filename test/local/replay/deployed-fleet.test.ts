import { describe, expect, it } from 'vitest';
import { SCALER_PURPOSE } from '../../../core/contract/deployment';
import { Environment } from '../../../core/contract/environment';
import { toDeployedFleet } from '../../../local/replay/deployed-fleet';

const VARIABLES: Record<string, string> = {
  [Environment.FLEET_NAME]: 'phantom',
  [Environment.TABLE_NAME]: 'table',
  [Environment.GROUP_NAME]: 'group',
  [Environment.BUCKET_NAME]: 'bucket',
  [Environment.POLICY]: '{"minNodes":2,"maxNodes":12,"shardCount":64}',
};

function deployed(name: string, variables = VARIABLES) {
  return { FunctionName: name, Description: 'Fleet phantom: watches', Environment: { Variables: variables } };
}

function scaler(name: string, variables = VARIABLES) {
  return { ...deployed(name, variables), Description: `Fleet phantom: ${SCALER_PURPOSE}` };
}

const SECOND = scaler('Scaler2', {
  ...VARIABLES,
  [Environment.FLEET_NAME]: 'other',
  [Environment.TABLE_NAME]: 'table2',
});

describe('toDeployedFleet', () => {
  it('reads the fleet from its functions’ environment', () => {
    const functions = [scaler('Stack-Fleet1'), deployed('AutoScaler-Fleet2'), { FunctionName: 'other' }];

    expect(toDeployedFleet(functions)).toMatchObject({
      fleetName: 'phantom',
      names: { tableName: 'table', groupName: 'group', bucketName: 'bucket' },
      policy: { shardCount: 64, heartbeatSeconds: 15 },
      functionNames: ['AutoScaler-Fleet2', 'Stack-Fleet1'],
      scalerFunction: 'Stack-Fleet1',
    });
  });

  it('fails when there is no fleet', () => {
    expect(() => toDeployedFleet([{ FunctionName: 'other' }])).toThrow(
      'no function of an elastic fleet is deployed here; an ElasticFleet must be in the app',
    );
  });

  it('fails when there are two fleets', () => {
    expect(() => toDeployedFleet([scaler('Scaler'), SECOND])).toThrow('found 2 fleets: other, phantom');
  });

  it('takes the one that is asked for of two', () => {
    expect(toDeployedFleet([scaler('Scaler'), SECOND], 'other')).toMatchObject({
      fleetName: 'other',
      functionNames: ['Scaler2'],
      scalerFunction: 'Scaler2',
    });
  });

  it('fails when no function is the scaler', () => {
    expect(() => toDeployedFleet([deployed('Rebalancer')])).toThrow(
      "none of the fleet's functions says that it decides how many nodes there are; found: Rebalancer",
    );
  });

  it('fails when the environment lacks a name', () => {
    const { [Environment.GROUP_NAME]: _group, ...rest } = VARIABLES;

    expect(() => toDeployedFleet([scaler('Scaler', rest)])).toThrow(Environment.GROUP_NAME);
  });

  it('fails when the policy is none', () => {
    const broken = { ...VARIABLES, [Environment.POLICY]: '{' };

    expect(() => toDeployedFleet([scaler('Scaler', broken)])).toThrow('is no policy: ');
  });
});
