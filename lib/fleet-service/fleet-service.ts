import * as iam from 'aws-cdk-lib/aws-iam';
import { containerServiceSettings } from './container-service';
import type { ContainerServiceProps, FilesServiceProps, SystemdServiceProps } from './fleet-service-props';
import type { ServiceSettings } from './service-settings';
import { systemdServiceSettings } from './systemd-service';

/** Port in the map where only files are kept and nobody named one. */
const DEFAULT_FILES_PORT = 7070;

/**
 * What serves the shards of a node. It runs beside the agent, finds each shard's files under the data folder, and is
 * told `open`, `flush` and `close` over loopback HTTP, see docs/service-protocol.md. It stops when the agent dies,
 * because nobody else would keep it from accepting writes for shards that another node serves by then.
 */
export class FleetService {
  /**
   * A container from ECR on the host's network, with the data folder mounted at the same path. It runs as the fleet's
   * system user, without capabilities, whatever user its image names. It has all GPUs of the node, if the machine's image brings
   * NVIDIA's driver and Container Toolkit.
   *
   * A network without NAT needs interface endpoints for `ecr.api` and `ecr.dkr`, besides the gateway endpoint for S3
   * that the fleet needs anyway.
   *
   * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html
   */
  public static container(props: ContainerServiceProps): FleetService {
    return new FleetService(containerServiceSettings(props));
  }

  /** A program that comes as an asset and runs as a systemd unit; it needs no endpoint besides those of the fleet. */
  public static systemd(props: SystemdServiceProps): FleetService {
    return new FleetService(systemdServiceSettings(props));
  }

  /**
   * No program of the fleet's: the agent keeps files there and back, and whoever reads them is told nothing. Only files
   * that were written when their time to flush came are durable. Whatever writes them, a task of ECS too, must run as the
   * user `elastic-fleet`: the agent may neither flush what it cannot read nor clear a folder that is another's.
   */
  public static files(props: FilesServiceProps = {}): FleetService {
    return new FleetService({
      port: props.port ?? DEFAULT_FILES_PORT,
      isTold: false,
      check: (checks) => checks.integer('service.port', props.port, { min: 1, max: 65_535 }),
      grantInstall: (nodes) => iam.Grant.drop(nodes, 'nothing is installed'),
      renderCommands: () => [],
    });
  }

  /** Where the service serves its clients; the published map tells it to routers. */
  public readonly port: number;

  /** @internal */
  public readonly _settings: ServiceSettings;

  private constructor(settings: ServiceSettings) {
    this.port = settings.port;
    this._settings = settings;
  }
}
