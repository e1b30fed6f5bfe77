import { spawnSync } from 'node:child_process';
import { CfnParameter, type Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as s3_assets from 'aws-cdk-lib/aws-s3-assets';
import { describe, expect, it } from 'vitest';
import { type ContainerServiceProps, ElasticFleet, FleetService, type SystemdServiceProps } from '../../../lib';
import { makeFleet, nvmeMachine, storeAsset } from '../elastic-fleet/fixtures';
import { makeForeignStack } from '../support/foreign-stack';
import { statementsOf } from '../support/statements-of';
import { userDataOf } from '../support/user-data-of';

function fleetWithProgram(more: Partial<SystemdServiceProps> = {}) {
  return makeFleet((scope) => ({
    service: FleetService.systemd({ asset: storeAsset(scope), command: '/usr/bin/node index.js', port: 7070, ...more }),
  }));
}

/** A fleet whose program has a content of its own. */
function templateWithArchive(content: string): Template {
  const { stack } = makeFleet((scope) => {
    const asset = new s3_assets.Asset(scope, 'Store', { path: __dirname, assetHash: content });
    return { service: FleetService.systemd({ asset, command: '/usr/bin/node index.js', port: 7070 }) };
  });
  return Template.fromStack(stack);
}

/** Logical ids of the policies that let nodes read a program. */
function policiesOfArchives(template: Template): string[] {
  const policies = Object.entries(template.findResources('AWS::IAM::Policy'));
  return policies.filter(([, policy]) => JSON.stringify(policy).includes('.zip"')).map(([id]) => id);
}

function fleetWithContainer(more: Partial<ContainerServiceProps> = {}) {
  return makeFleet((scope) => ({
    service: FleetService.container({
      repository: ecr.Repository.fromRepositoryName(scope, 'Images', 'store'),
      tag: '1.2.3',
      port: 8080,
      ...more,
    }),
  }));
}

/** The unit of the service as user data writes it. */
function serviceUnit(stack: Stack): string {
  const [, rest = ''] = userDataOf(stack, '<token>').split('/elastic-fleet-service.service <<');
  return rest.slice(0, rest.indexOf('\nEND_OF_'));
}

describe.each([
  ['a program', fleetWithProgram],
  ['a container', fleetWithContainer],
])('%s as service', (_kind, make) => {
  it('is bound to the agent, and of the two the agent stops first', () => {
    const unit = serviceUnit(make().stack);

    expect(unit).toContain('BindsTo=elastic-fleet-agent.service');
    expect(unit).toContain('Before=elastic-fleet-agent.service');
    expect(unit).toContain('Restart=always');
    expect(unit).toContain('OOMScoreAdjust=500');
  });

  it('finds port, data folder and agent in its environment, besides what the user sets', () => {
    const text = userDataOf(make({ environment: { LEVEL: 'debug', PORT: '1' }, port: 7171 }).stack);
    const [, file = ''] = /service\.env <<'END_OF_SERVICE_ENV'\n([\s\S]*?)\nEND_OF/.exec(text) ?? [];

    expect(file.split('\n')).toEqual(
      expect.arrayContaining([
        "LEVEL='debug'",
        "PORT='7171'",
        "FLEET_DATA_FOLDER='/mnt/fleet'",
        "FLEET_AGENT_PORT='7069'",
      ]),
    );
    expect(file.match(/^PORT=/gm)).toHaveLength(1);
  });

  it('is where the agent calls it', () => {
    const text = userDataOf(make({ port: 7171 }).stack);

    expect(text).toContain("FLEET_SERVICE_URL='http://127.0.0.1:7171'");
    expect(text).toContain("FLEET_SERVICE_PORT='7171'");
  });

  it('fails when it listens where the agent does', () => {
    expect(() => make({ port: 7069 })).toThrow(/PortTaken\] service.port is 7069/);
  });

  it('fails when a port needs a privilege', () => {
    expect(() => make({ port: 80 })).toThrow(/service.port is 80/);
  });

  it('fails when an environment file cannot hold a variable', () => {
    expect(() => make({ environment: { 'NOT-A-NAME': 'x' } })).toThrow(/NOT-A-NAME/);
    expect(() => make({ environment: { QUOTED: "it's" } })).toThrow(/service.environment.QUOTED holds a single quote/);
  });

  it('accepts tokens', () => {
    const { stack } = makeFleet((scope) => {
      const parameter = new CfnParameter(scope, 'Level');
      const environment = { LEVEL: parameter.valueAsString };
      const asset = storeAsset(scope);
      return { service: FleetService.systemd({ asset, command: '/usr/bin/node index.js', port: 7070, environment }) };
    });

    expect(userDataOf(stack, '<token>')).toContain("LEVEL='<token>'");
  });
});

describe('a program as service', () => {
  it('may be read by nodes, and no other asset beside the agent', () => {
    const template = Template.fromStack(fleetWithProgram().stack);
    const statements = statementsOf(template, /FleetNodes/).filter(({ actions }) => actions.join() === 's3:GetObject');

    const kinds = statements.flatMap(({ resources }) =>
      resources.map((one) => /[0-9a-f]{64}\.(js|zip)/.exec(one)?.[1]),
    );
    expect([...new Set(kinds)].sort()).toEqual(['js', 'zip']);
  });

  it('comes, like the agent, from a bucket of the account or its organization alone, whoever else took the name', () => {
    const template = Template.fromStack(fleetWithProgram().stack);
    const statements = statementsOf(template, /FleetNodesRead/);

    const ofAccount = { StringEquals: { 'aws:ResourceAccount': { Ref: 'AWS::AccountId' } } };
    // biome-ignore lint/suspicious/noTemplateCurlyInString: IAM fills it in.
    const ofOrganization = { StringEquals: { 'aws:ResourceOrgID': '${aws:PrincipalOrgID}' } };
    const conditions = statements.map(({ condition }) => condition);
    expect(conditions).toEqual([ofAccount, ofOrganization, ofAccount, ofOrganization]);
  });

  it('stays readable while a deployment brings another, since each has a policy that the group waits for', () => {
    const before = policiesOfArchives(templateWithArchive('old'));
    const template = templateWithArchive('new');
    const after = policiesOfArchives(template);

    expect(before).toHaveLength(1);
    expect(after).toHaveLength(1);
    expect(after).not.toEqual(before);
    template.hasResource('AWS::AutoScaling::AutoScalingGroup', { DependsOn: Match.arrayWith(after) });
  });

  it('runs in a sandbox as the system user', () => {
    const unit = serviceUnit(fleetWithProgram().stack);

    expect(unit).toContain('User=elastic-fleet');
    expect(unit).toContain('ReadWritePaths=/mnt/fleet');
    expect(unit).toContain('ExecStart=/usr/bin/node index.js');
  });

  it('fails when the command has no absolute path or several lines', () => {
    expect(() => fleetWithProgram({ command: 'node index.js' })).toThrow(/service.command is 'node index.js'/);
    expect(() => fleetWithProgram({ command: '/bin/true\nUser=root' })).toThrow(/service.command/);
  });

  it('fails when the asset is a single file', () => {
    const single = () =>
      makeFleet((scope) => ({
        service: FleetService.systemd({
          asset: new s3_assets.Asset(scope, 'File', { path: __filename }),
          command: '/usr/bin/node index.js',
          port: 7070,
        }),
      }));

    expect(single).toThrow(/AssetNotAnArchive/);
  });
});

describe('a container as service', () => {
  it('may be pulled by nodes', () => {
    Template.fromStack(fleetWithContainer().stack).hasResourceProperties('AWS::IAM::Policy', {
      Roles: [{ Ref: Match.stringLikeRegexp('NodesRole') }],
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: ['ecr:BatchCheckLayerAvailability', 'ecr:GetDownloadUrlForLayer', 'ecr:BatchGetImage'],
          }),
        ]),
      },
    });
  });

  it('is pulled with the password of its own region', () => {
    const { stack } = makeFleet((scope) => ({
      service: FleetService.container({
        repository: ecr.Repository.fromRepositoryArn(
          scope,
          'Images',
          'arn:aws:ecr:us-east-1:111122223333:repository/store',
        ),
        tag: '1.2.3',
        port: 8080,
      }),
    }));

    const text = userDataOf(stack, '<token>');
    expect(text).toContain("get-login-password --region 'us-east-1'");
    expect(text).toContain("--password-stdin '111122223333.dkr.ecr.us-east-1.");
  });

  it('is pulled before its unit exists, so that a restart waits for no registry', () => {
    const { stack } = fleetWithContainer();
    const text = userDataOf(stack, '<token>');

    expect(text.indexOf('docker pull')).toBeLessThan(text.indexOf('elastic-fleet-service.service <<'));
    expect(serviceUnit(stack)).toContain('--pull never');
  });

  it('is on the network of its host, with the data folder where it is, and without privileges', () => {
    const unit = serviceUnit(fleetWithContainer().stack);

    expect(unit).toContain('--network host');
    expect(unit).toContain('--volume /mnt/fleet:/mnt/fleet');
    expect(unit).toContain('--cap-drop ALL');
    expect(unit).toContain(`--user \${SERVICE_USER}`);
  });

  it('may open as many files as a program', () => {
    const [, ofProgram] = /^LimitNOFILE=(\d+)$/m.exec(serviceUnit(fleetWithProgram().stack)) ?? [];
    const [, ofContainer] = / --ulimit nofile=(\d+:\d+) /.exec(serviceUnit(fleetWithContainer().stack)) ?? [];

    expect(ofContainer).toBe(`${ofProgram}:${ofProgram}`);
  });

  it('is logged by the journal alone: what docker keeps itself grows until the root volume is full', () => {
    expect(serviceUnit(fleetWithContainer().stack)).toMatch(/^ExecStart=.* --log-driver none /m);
  });

  it.each([
    ['has all GPUs where docker can give it some', 'true', 'true', '--gpus=all'],
    ["is started without GPUs where NVIDIA's hook is missing", 'false', 'true', ''],
    ['is started without GPUs where there are none', 'true', 'false', ''],
  ])('%s', (_what, hook, gpus, option) => {
    const { stack } = fleetWithContainer();
    const line = userDataOf(stack, '<token>')
      .split('\n')
      .find((command) => command.startsWith('echo "GPU_OPTION='));
    const command = (line ?? '').replace(/ >>.*$/, '');
    const result = spawnSync('bash', ['-euc', `command() { ${hook}; }; nvidia-smi() { ${gpus}; }; ${command}`], {
      encoding: 'utf8',
    });

    expect(result).toMatchObject({ status: 0, stdout: `GPU_OPTION=${option}\n` });
    expect(serviceUnit(stack)).toMatch(/^ExecStart=.* \$GPU_OPTION /m);
  });

  it('fails when the tag is none', () => {
    expect(() => fleetWithContainer({ tag: 'a b' })).toThrow(/service.tag is 'a b'/);
  });

  it('fits into a foreign stack', () => {
    const { stack, vpc } = makeForeignStack();
    const repository = ecr.Repository.fromRepositoryName(stack, 'Images', 'their-store');
    const service = FleetService.container({ repository, tag: '1', port: 8080 });
    new ElasticFleet(stack, 'Fleet', { vpc, machine: nvmeMachine(), maxNodes: 4, shardCount: 8, service });

    expect(userDataOf(stack)).toContain('/their-store:1');
  });
});

describe('files without a service', () => {
  it('have no unit, and the agent calls nobody', () => {
    const text = userDataOf(makeFleet().stack);

    expect(text).not.toContain('/elastic-fleet-service.service <<');
    expect(text).toContain("FLEET_SERVICE_URL=''");
    expect(text).toContain("FLEET_SERVICE_PORT='7070'");
  });

  it('may have another port in the map', () => {
    const text = userDataOf(makeFleet({ service: FleetService.files({ port: 443 }) }).stack);

    expect(text).toContain("FLEET_SERVICE_URL=''");
    expect(text).toContain("FLEET_SERVICE_PORT='443'");
  });
});

describe('the connections of a fleet', () => {
  it('have the port of the service as default', () => {
    const { stack, fleet } = fleetWithProgram();
    fleet.connections.allowDefaultPortFrom(ec2.Peer.ipv4('10.0.0.0/8'));

    Template.fromStack(stack).hasResourceProperties('AWS::EC2::SecurityGroup', {
      SecurityGroupIngress: [Match.objectLike({ CidrIp: '10.0.0.0/8', FromPort: 7070, ToPort: 7070 })],
    });
  });
});
