import { Stack } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { IConstruct, IValidation } from 'constructs';
import { renderFault } from '../validation/fleet-construct-error';

const MOST_BYTES = 16 * 1024;

/**
 * Refuses, at synth, user data that EC2 refuses: what the machine, its service and `addUserData` write must fit together. Values that only
 * the deployment knows count as nothing.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-add-user-data.html
 */
export class UserDataCheck implements IValidation {
  constructor(
    private readonly scope: IConstruct,
    private readonly userData: ec2.UserData,
  ) {}

  public validate(): string[] {
    const bytes = Buffer.byteLength(knownText(Stack.of(this.scope).resolve(this.userData.render())));
    if (bytes <= MOST_BYTES) {
      return [];
    }
    const fault = {
      code: 'UserDataTooLong',
      given: `the user data has at least ${bytes} bytes`,
      accepted: `${MOST_BYTES} bytes`,
      fix: "shorten the service's environment or what addUserData adds, or fetch it from S3",
    };
    return [renderFault(fault)];
  }
}

/** CDK renders a text with tokens as one join of its parts. */
function knownText(rendered: unknown): string {
  if (typeof rendered === 'string') {
    return rendered;
  }
  const [separator, parts] = (rendered as { 'Fn::Join'?: [string, unknown[]] })['Fn::Join'] ?? ['', []];
  return parts.filter((part) => typeof part === 'string').join(separator);
}
