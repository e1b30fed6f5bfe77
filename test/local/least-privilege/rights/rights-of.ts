import type { LoggedCall } from '../../../../local/laws/call-log';
import { AUTO_SCALING_RIGHTS } from './auto-scaling-rights';
import { DYNAMODB_RIGHTS } from './dynamodb-rights';
import { EVENT_RIGHTS } from './event-rights';
import { type Place, type Right, type RightsOfCall, UnknownCallError } from './right';
import { S3_RIGHTS } from './s3-rights';
import { CLOUDWATCH_RIGHTS, ECS_RIGHTS, SCALABLE_TARGET_RIGHTS } from './service-scaling-rights';

/** Rights by service, as the call log names it, and operation. */
const RIGHTS: Readonly<Record<string, Readonly<Record<string, RightsOfCall>>>> = {
  dynamodb: DYNAMODB_RIGHTS,
  s3: S3_RIGHTS,
  autoscaling: AUTO_SCALING_RIGHTS,
  events: EVENT_RIGHTS,
  'application-autoscaling': SCALABLE_TARGET_RIGHTS,
  ecs: ECS_RIGHTS,
  monitoring: CLOUDWATCH_RIGHTS,
};

/** Returns what a recorded call takes. @throws UnknownCallError for an operation that nobody has said the rights of. */
export function rightsOf(call: LoggedCall, place: Place): readonly Right[] {
  const ofOperation = RIGHTS[call.service]?.[call.operation];
  if (ofOperation === undefined) {
    throw new UnknownCallError(
      `${call.caller} called ${call.service} ${call.operation}, and no file says which rights that takes; ` +
        'add it in test/local/least-privilege/rights/',
    );
  }
  return ofOperation(call, place);
}
