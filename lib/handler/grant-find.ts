import * as iam from 'aws-cdk-lib/aws-iam';

/**
 * Grants what the command line looks at first: the environment of our functions, which names table, bucket and group. Listing knows no
 * resources to narrow it to.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html
 */
export function grantFind(grantee: iam.IGrantable): iam.Grant {
  return iam.Grant.addToPrincipal({ grantee, actions: ['lambda:ListFunctions'], resourceArns: ['*'] });
}
