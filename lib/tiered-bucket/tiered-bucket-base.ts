import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct, type IConstruct } from 'constructs';
import { ARCHIVE_PREFIX, HOMES_PREFIX, MANIFEST_NAME, MAP_PREFIX } from '../../core/contract/object-keys';
import {
  DELETE,
  DELETE_VERSIONS,
  grantObjects,
  READ,
  READ_VERSIONS,
  READ_WRITE,
  READ_WRITE_SMALL,
  RESTORE,
  WRITE,
} from './object-grants';

/** A bucket with homes of shards, archived shards and the published shard map, each under a prefix of its own. */
export interface ITieredBucket extends IConstruct {
  /** The bucket itself. */
  readonly bucket: s3.IBucket;
  /** Prefix of the homes; objects under it stay readable within milliseconds. */
  readonly homesPrefix: string;
  /** Prefix of what was archived on purpose; objects under it go to Glacier. */
  readonly archivePrefix: string;
  /** Prefix of the published shard map. */
  readonly mapPrefix: string;

  /** Grants reading homes. */
  grantHomesRead(grantee: iam.IGrantable): iam.Grant;
  /** Grants reading the manifests of homes, which say what there is, without the data. */
  grantManifestsRead(grantee: iam.IGrantable): iam.Grant;
  /** Grants reading and writing homes, and deleting their data; not their manifests, which are only ever replaced. */
  grantHomesReadWrite(grantee: iam.IGrantable): iam.Grant;
  /**
   * Grants what going back to an earlier state of a home takes: reading old versions, undeleting data, and all of `grantHomesReadWrite`.
   * S3 lets nobody undelete an object who may not delete its versions.
   */
  grantHomesRestore(grantee: iam.IGrantable): iam.Grant;
  /** Grants reading the published shard map. */
  grantMapRead(grantee: iam.IGrantable): iam.Grant;
  /** Grants publishing the shard map. */
  grantMapReadWrite(grantee: iam.IGrantable): iam.Grant;
  /** Grants reading the archive and restoring from it. */
  grantArchiveRead(grantee: iam.IGrantable): iam.Grant;
  /** Grants reading, writing and deleting in the archive, and restoring from it. */
  grantArchiveReadWrite(grantee: iam.IGrantable): iam.Grant;
}

/** What a bucket of ours and an imported one have in common. */
export abstract class TieredBucketBase extends Construct implements ITieredBucket {
  public abstract readonly bucket: s3.IBucket;
  public readonly homesPrefix = HOMES_PREFIX;
  public readonly archivePrefix = ARCHIVE_PREFIX;
  public readonly mapPrefix = MAP_PREFIX;

  public grantHomesRead(grantee: iam.IGrantable): iam.Grant {
    return grantObjects(this.bucket, grantee, { prefix: this.homesPrefix, write: false, actions: READ });
  }

  public grantManifestsRead(grantee: iam.IGrantable): iam.Grant {
    const prefix = `${this.homesPrefix}*/${MANIFEST_NAME}`;
    return grantObjects(this.bucket, grantee, { prefix, write: false, actions: READ });
  }

  public grantHomesReadWrite(grantee: iam.IGrantable): iam.Grant {
    const homes = grantObjects(this.bucket, grantee, { prefix: this.homesPrefix, write: true, actions: WRITE });
    return homes.combine(this.grantDataDelete(grantee, [DELETE]));
  }

  public grantHomesRestore(grantee: iam.IGrantable): iam.Grant {
    const actions = [...WRITE, READ_VERSIONS];
    const grant = { prefix: this.homesPrefix, write: true, actions, listVersions: true };
    return grantObjects(this.bucket, grantee, grant).combine(this.grantDataDelete(grantee, [DELETE, DELETE_VERSIONS]));
  }

  /** Data lies one level deeper than manifests, `homes/<shard>/<epoch>/…`: without its manifest a home would be empty. */
  private grantDataDelete(grantee: iam.IGrantable, actions: readonly string[]): iam.Grant {
    const prefix = `${this.homesPrefix}*/*/*`;
    return grantObjects(this.bucket, grantee, { prefix, write: true, actions });
  }

  public grantMapRead(grantee: iam.IGrantable): iam.Grant {
    return grantObjects(this.bucket, grantee, { prefix: this.mapPrefix, write: false, actions: READ });
  }

  public grantMapReadWrite(grantee: iam.IGrantable): iam.Grant {
    return grantObjects(this.bucket, grantee, { prefix: this.mapPrefix, write: true, actions: READ_WRITE_SMALL });
  }

  public grantArchiveRead(grantee: iam.IGrantable): iam.Grant {
    const actions = [...READ, RESTORE];
    return grantObjects(this.bucket, grantee, { prefix: this.archivePrefix, write: false, actions });
  }

  public grantArchiveReadWrite(grantee: iam.IGrantable): iam.Grant {
    const actions = [...READ_WRITE, RESTORE];
    return grantObjects(this.bucket, grantee, { prefix: this.archivePrefix, write: true, actions });
  }
}
