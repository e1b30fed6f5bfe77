import * as iam from 'aws-cdk-lib/aws-iam';
import type * as s3_assets from 'aws-cdk-lib/aws-s3-assets';

/** Grants reading one asset, and no other of the bucket that holds those of all stacks. */
export function grantReadAsset(grantee: iam.IGrantable, asset: s3_assets.Asset): iam.Grant {
  return iam.Grant.addToPrincipal({
    grantee,
    actions: ['s3:GetObject'],
    resourceArns: [asset.bucket.arnForObjects(asset.s3ObjectKey)],
  });
}
