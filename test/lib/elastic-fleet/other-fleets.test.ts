import { App, CfnParameter, type Environment, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { describe, expect, it } from 'vitest';
import { ElasticFleet, type ITieredBucket, TieredBucket } from '../../../lib';
import { nvmeMachine } from './fixtures';

/** Makes fleets in one stack, each with the homes that `homesOf` returns for it. */
function synthFleets(homesOf: (scope: Construct) => ITieredBucket | undefined): void {
  const stack = new Stack(new App(), 'Test');
  const vpc = new ec2.Vpc(stack, 'Vpc');
  for (const id of ['Orders', 'Prices']) {
    new ElasticFleet(stack, id, { vpc, machine: nvmeMachine(), maxNodes: 3, shardCount: 4, homes: homesOf(stack) });
  }
  Template.fromStack(stack);
}

describe('two fleets of an app', () => {
  it('have homes each', () => {
    expect(() => synthFleets(() => undefined)).not.toThrow();
  });

  it('are refused with the same homes', () => {
    let homes: ITieredBucket | undefined;
    const shared = (scope: Construct) => {
      homes ??= new TieredBucket(scope, 'Homes');
      return homes;
    };

    expect(() => synthFleets(shared)).toThrow(/SharedHomes.*Test\/Prices/);
  });

  it('are refused with homes that were imported twice by one name', () => {
    let count = 0;
    const imported = (scope: Construct) => {
      count += 1;
      const bucket = Bucket.fromBucketName(scope, `Bucket${count}`, 'their-bucket');
      return TieredBucket.fromBucket(scope, `Homes${count}`, bucket);
    };

    expect(() => synthFleets(imported)).toThrow(/SharedHomes/);
  });

  it('are refused with homes that two stacks imported by one name', () => {
    const app = new App();
    for (const name of ['Orders', 'Prices']) {
      const stack = new Stack(app, name);
      const homes = TieredBucket.fromBucket(stack, 'Homes', Bucket.fromBucketName(stack, 'Bucket', 'their-bucket'));
      const vpc = new ec2.Vpc(stack, 'Vpc');
      new ElasticFleet(stack, 'Fleet', { vpc, machine: nvmeMachine(), maxNodes: 3, shardCount: 4, homes });
    }

    expect(() => app.synth()).toThrow(/SharedHomes.*(Orders|Prices)/);
  });

  it('may have buckets in stacks that look alike', () => {
    const app = new App();
    for (const name of ['Eu', 'Us']) {
      const stack = new Stack(app, name);
      const vpc = new ec2.Vpc(stack, 'Vpc');
      new ElasticFleet(stack, 'Fleet', { vpc, machine: nvmeMachine(), maxNodes: 3, shardCount: 4 });
    }

    expect(() => app.synth()).not.toThrow();
  });
});

const BERLIN = { account: '111122223333', region: 'eu-central-1' };

/** Makes a fleet named orders in each of two stacks. */
function synthNamesakes(left: Environment, right: Environment): void {
  const app = new App();
  for (const [name, env] of Object.entries({ Left: left, Right: right })) {
    const stack = new Stack(app, name, { env });
    const vpc = new ec2.Vpc(stack, 'Vpc');
    new ElasticFleet(stack, 'Fleet', { vpc, machine: nvmeMachine(), maxNodes: 3, shardCount: 4, fleetName: 'orders' });
  }
  app.synth();
}

describe('two fleets of one name', () => {
  it.each([
    ['a text', () => 'orders'],
    ['a parameter', (stack: Stack) => new CfnParameter(stack, 'Name').valueAsString],
  ])('are refused in one stack when it is %s', (_kind, nameIn) => {
    const stack = new Stack(new App(), 'Test');
    const vpc = new ec2.Vpc(stack, 'Vpc');
    const fleetName = nameIn(stack);
    for (const id of ['Orders', 'Prices']) {
      new ElasticFleet(stack, id, { vpc, machine: nvmeMachine(), maxNodes: 3, shardCount: 4, fleetName });
    }

    expect(() => Template.fromStack(stack)).toThrow(/SharedName\] fleetName is also that of 'Test\/Prices'/);
  });

  it('are refused in two stacks of one account and region', () => {
    expect(() => synthNamesakes(BERLIN, BERLIN)).toThrow(/SharedName.*Right\/Fleet/);
  });

  it.each([
    ['in two regions', BERLIN, { ...BERLIN, region: 'us-east-1' }],
    ['in two accounts', BERLIN, { ...BERLIN, account: '444455556666' }],
    ['where only the deployment knows account and region', {}, {}],
  ])('are accepted %s', (_where, left, right) => {
    expect(() => synthNamesakes(left, right)).not.toThrow();
  });
});
