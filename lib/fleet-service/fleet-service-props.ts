import type * as ecr from 'aws-cdk-lib/aws-ecr';
import type * as s3_assets from 'aws-cdk-lib/aws-s3-assets';

/** A service in a container, see `FleetService.container`. */
export interface ContainerServiceProps {
  /** Repository of the image; nodes may pull from it. */
  readonly repository: ecr.IRepository;

  /**
   * Tag or digest (`sha256:…`) of the image. It is pulled when an instance starts for the first time, so a tag that
   * changes leaves nodes with different images.
   */
  readonly tag: string;

  /** Port at which the service serves its clients and listens to the agent, from 1024 to 65535 without 7069. */
  readonly port: number;

  /**
   * Environment variables besides PORT, FLEET_NAME, FLEET_DATA_FOLDER and FLEET_AGENT_PORT. Names are letters, digits
   * and `_`; values have no single quotes and no line breaks. They can be read by who may describe the launch template,
   * so they are no place for secrets.
   *
   * @default - none
   */
  readonly environment?: { [name: string]: string };
}

/** A service that comes as an asset, see `FleetService.systemd`. */
export interface SystemdServiceProps {
  /** A folder or zip file; it is unpacked in `/opt/elastic-fleet/service`, which is where the command runs. */
  readonly asset: s3_assets.Asset;

  /**
   * What runs, as `ExecStart` of systemd takes it: the absolute path of a program and its arguments, on one line, e.g.
   * `/usr/bin/node index.js`. Node.js 24 is there; every other runtime must come with the asset or the image.
   *
   * @see https://www.freedesktop.org/software/systemd/man/252/systemd.service.html#Command%20lines
   */
  readonly command: string;

  /** Port at which the service serves its clients and listens to the agent, from 1024 to 65535 without 7069. */
  readonly port: number;

  /**
   * Environment variables besides PORT, FLEET_NAME, FLEET_DATA_FOLDER and FLEET_AGENT_PORT. Names are letters, digits
   * and `_`; values have no single quotes and no line breaks. They can be read by who may describe the launch template,
   * so they are no place for secrets.
   *
   * @default - none
   */
  readonly environment?: { [name: string]: string };
}

/** A service that is none of the fleet's, see `FleetService.files`. */
export interface FilesServiceProps {
  /**
   * Port at which a program of yours serves clients, from 1 to 65535; the published map tells it to routers.
   *
   * @default 7070
   */
  readonly port?: number;
}
