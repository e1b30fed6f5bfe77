import * as iam from 'aws-cdk-lib/aws-iam';
import type * as s3_assets from 'aws-cdk-lib/aws-s3-assets';
import type { NodeGroup } from '../node-group/node-group';

/**
 * Grants nodes reading one asset, and no other of the bucket that holds those of all stacks.
 *
 * The right is a policy of its own, named for the asset's content: CloudFormation makes that of a new asset before it
 * changes the group and removes the old one once the update is over. Nodes that start meanwhile, or after a rollback,
 * still read the asset that their user data names.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-monitor-stack.html
 */
export function grantReadAsset(nodes: NodeGroup, asset: s3_assets.Asset): iam.Grant {
  const policy = new iam.Policy(nodes, `Read${asset.node.id}Asset${asset.assetHash}`);
  nodes.role.attachInlinePolicy(policy);
  return iam.Grant.addToPrincipal({
    grantee: policy,
    actions: ['s3:GetObject'],
    resourceArns: [asset.bucket.arnForObjects(asset.s3ObjectKey)],
  });
}
