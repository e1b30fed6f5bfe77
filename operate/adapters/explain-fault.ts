import { OperateError } from '../operate-error';

const THROTTLED = 'AWS throttles; try again in a minute';
const OUT_OF_DATE = 'the credentials are out of date; log in again';
const NOT_VALID = 'the credentials are not valid here; check --profile and --region';

/** What to do about faults of AWS or of the way there, by their names; some services have names of their own for the same. */
const ADVICE: Readonly<Record<string, string>> = {
  AccessDenied: 'the credentials in use lack that permission; choose others with --profile',
  AccessDeniedException: 'the credentials in use lack that permission; choose others with --profile',
  UnauthorizedOperation: 'the credentials in use lack that permission; choose others with --profile',
  CredentialsProviderError:
    'no credentials were found; choose some with --profile, or give --local for the local cloud',
  ExpiredToken: OUT_OF_DATE,
  ExpiredTokenException: OUT_OF_DATE,
  RequestExpired: OUT_OF_DATE,
  UnrecognizedClientException: NOT_VALID,
  InvalidClientTokenId: NOT_VALID,
  InvalidSignatureException: NOT_VALID,
  AuthFailure: NOT_VALID,
  ResourceNotFoundException: 'a table or function does not exist; is the stack deployed here? Check --region',
  NoSuchBucket: 'the bucket of the homes does not exist; is the stack deployed here? Check --region',
  NoGroupError: 'the stack is being deployed or destroyed; try again when that is done',
  Throttling: THROTTLED,
  ThrottlingException: THROTTLED,
  TooManyRequestsException: THROTTLED,
  RequestLimitExceeded: THROTTLED,
  SlowDown: THROTTLED,
  ProvisionedThroughputExceededException: 'the table throttles; try again in a minute',
  TimeoutError: 'AWS did not answer in time; try again, and check the network',
  ECONNREFUSED: 'nothing listens there; check AWS_ENDPOINT_URL, or start the local cloud',
  ENOTFOUND: 'that host is not known; check AWS_ENDPOINT_URL and --region',
};

const NO_CREDENTIALS = /^(Credentials|Token)ProviderError$/;
/** The SDK's own advice when a session of a known profile is over; to choose another one is none. */
const LOG_IN = /\baws (sso )?login\b/;

/** Returns the fault with what to do about it, if we know that; else the very fault. */
export function explainFault(error: unknown): unknown {
  if (!(error instanceof Error)) {
    return error;
  }
  if (/^Region is missing/.test(error.message)) {
    return new OperateError('no region is set; give --region, set AWS_REGION, or give --local for the local cloud', {
      cause: error,
    });
  }
  if (NO_CREDENTIALS.test(error.name) && LOG_IN.test(error.message)) {
    return new OperateError(error.message, { cause: error });
  }
  const code = (error as NodeJS.ErrnoException).code;
  const advice = ADVICE[error.name] ?? (code === undefined ? undefined : ADVICE[code]);
  return advice === undefined ? error : new OperateError(`${error.message || code}: ${advice}`, { cause: error });
}
