import { Stack } from 'aws-cdk-lib';
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
 * The bucket must be of the account or its organization: a name can be guessed, and whoever took it once the bucket was deleted would choose what
 * new nodes run.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-monitor-stack.html
 * @see https://github.com/aws/aws-cdk/pull/30823
 */
export function grantReadAsset(nodes: NodeGroup, asset: s3_assets.Asset): iam.Grant {
  const policy = new iam.Policy(nodes, `Read${asset.node.id}Asset${asset.assetHash}`);
  nodes.role.attachInlinePolicy(policy);
  const ofAccount = grantRead(policy, asset, { 'aws:ResourceAccount': Stack.of(nodes).account });
  // biome-ignore lint/suspicious/noTemplateCurlyInString: IAM fills it in.
  return ofAccount.combine(grantRead(policy, asset, { 'aws:ResourceOrgID': '${aws:PrincipalOrgID}' }));
}

function grantRead(grantee: iam.IGrantable, asset: s3_assets.Asset, owner: Record<string, string>): iam.Grant {
  return iam.Grant.addToPrincipal({
    grantee,
    actions: ['s3:GetObject'],
    resourceArns: [asset.bucket.arnForObjects(asset.s3ObjectKey)],
    conditions: { StringEquals: owner },
  });
}
