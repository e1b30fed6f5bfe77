import { Annotations, Fn, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import { ElasticFleet, Machine, PlacementStrategy, Purchase, ScalingMode } from '../../lib';

/** Properties of an `ElasticDatabaseStack`. */
export interface ElasticDatabaseProps extends StackProps {
  /** Whether the fleet's data goes with the stack, for runs without an account. */
  readonly disposable?: boolean;
}

/** Zones that the nodes are spread over; a region with fewer must say so by the context value `zones`. */
const ZONES = 3;

/**
 * An elastic sharded database: data in 64 shards on NVMe nodes, placed by consistent hashing, scaled by itself when CPU
 * or memory pass 70 %.
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
    this.fleet = new ElasticFleet(this, 'Database', {
      vpc,
      vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
      machine: Machine.nvme({
        instanceTypes: [new ec2.InstanceType('i4i.xlarge'), new ec2.InstanceType('i3en.xlarge')],
      }),
      minNodes: 2,
      maxNodes: 12,
      shardCount: 64,
      strategy: PlacementStrategy.CONSISTENT_HASHING,
      scaling: ScalingMode.AUTOMATIC,
      thresholds: { cpuPercent: 70, memoryPercent: 70 },
      purchase: Purchase.onDemand(),
      removalPolicy: props.disposable ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
    });
    if (props.disposable) {
      Annotations.of(this.fleet).acknowledgeWarning('cdk-elastic-fleet:noAgent', 'The local cloud plays the nodes.');
    }
  }

  /** By position rather than by name: the same template fits every region, and synth looks nothing up. */
  override get availabilityZones(): string[] {
    const zones = Number(this.node.tryGetContext('zones') ?? ZONES);
    return Array.from({ length: zones }, (_, index) => Fn.select(index, Fn.getAzs()));
  }
}
