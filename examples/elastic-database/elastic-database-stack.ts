import * as fs from 'node:fs';
import * as path from 'node:path';
import { Duration, Fn, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as s3_assets from 'aws-cdk-lib/aws-s3-assets';
import type { Construct } from 'constructs';
import { ElasticFleet, FleetService, Machine, PlacementStrategy, Purchase, ScalingMode } from '../../lib';

/** Properties of an `ElasticDatabaseStack`. */
export interface ElasticDatabaseProps extends StackProps {
  /** Whether the fleet's data goes with the stack, for runs without an account. */
  readonly disposable?: boolean;
}

/** Zones that the nodes are spread over; a region with fewer must say so by the context value `zones`. */
const ZONES = 3;

/** From a node's order until it serves: boot, start of agent and store, and its share of the shards. */
const START_UP = Duration.minutes(3);

/** Where each node's store serves its clients. */
const STORE_PORT = 7070;

/**
 * An elastic sharded database: data in 64 shards on NVMe nodes, placed by consistent hashing, scaled by itself when CPU
 * or memory pass 70 %. Context values change it: `nodes` (the fewest), `shards`, `replicas` (copies of each shard on
 * nodes), `lease` in seconds, `scaling=manual`.
 */
export class ElasticDatabaseStack extends Stack {
  public readonly fleet: ElasticFleet;

  constructor(scope: Construct, id: string, props: ElasticDatabaseProps = {}) {
    super(scope, id, props);
    const vpc = new ec2.Vpc(this, 'Vpc', {
      maxAzs: ZONES,
      natGateways: 0,
      subnetConfiguration: [{ name: 'nodes', subnetType: ec2.SubnetType.PRIVATE_ISOLATED, cidrMask: 20 }],
      gatewayEndpoints: {
        s3: { service: ec2.GatewayVpcEndpointAwsService.S3 },
        dynamodb: { service: ec2.GatewayVpcEndpointAwsService.DYNAMODB },
      },
    });
    const nodes = this.setting('nodes', 2);
    this.fleet = new ElasticFleet(this, 'Database', {
      vpc,
      vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
      machine: Machine.nvme({
        instanceTypes: [new ec2.InstanceType('i4i.xlarge'), new ec2.InstanceType('i3en.xlarge')],
      }),
      minNodes: nodes,
      maxNodes: Math.max(12, 2 * nodes),
      shardCount: this.setting('shards', 64),
      replicas: this.setting('replicas', 1),
      lease: Duration.seconds(this.setting('lease', 45)),
      strategy: PlacementStrategy.CONSISTENT_HASHING,
      scaling: this.scalingMode(),
      thresholds: { cpuPercent: 70, memoryPercent: 70 },
      forecast: { maxUnmet: 0.02, startUp: START_UP },
      purchase: Purchase.onDemand(),
      service: this.createStore(),
      removalPolicy: props.disposable ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
    });
  }

  /** The program of the example: it keeps keys and values in files, see `store/`. */
  private createStore(): FleetService {
    return FleetService.systemd({
      asset: new s3_assets.Asset(this, 'Store', {
        path: path.join(projectRoot(__dirname), 'dist/bundles/shard-store'),
      }),
      command: '/usr/bin/node index.js',
      port: STORE_PORT,
    });
  }

  private setting(name: string, otherwise: number): number {
    return Number(this.node.tryGetContext(name) ?? otherwise);
  }

  /** A mistyped mode must not scale by itself what somebody means to scale. */
  private scalingMode(): ScalingMode {
    const mode = this.node.tryGetContext('scaling') ?? ScalingMode.AUTOMATIC;
    if (!Object.values(ScalingMode).includes(mode)) {
      throw new Error(`The context value scaling is '${mode}'; accepted: automatic, manual. Say -c scaling=manual.`);
    }
    return mode;
  }

  /** By position rather than by name: the same template fits every region, and synth looks nothing up. */
  override get availabilityZones(): string[] {
    const zones = Number(this.node.tryGetContext('zones') ?? ZONES);
    return Array.from({ length: zones }, (_, index) => Fn.select(index, Fn.getAzs()));
  }
}

/** The sources lie below the root, and so do the compiled files: both find it by its package.json. */
function projectRoot(folder: string): string {
  return fs.existsSync(path.join(folder, 'package.json')) ? folder : projectRoot(path.dirname(folder));
}
