import { LocalCloudError } from '../local-cloud-error';
import { isLoopback } from './loopback';

/** An environment, as in `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Key ids that people give to emulators. A real one has 20 characters and begins with AKIA or ASIA. */
const LOCAL_KEY_IDS = ['test', 'testing', 'local', 'localstack', 'dummy', 'example', 'fake', 'mock', 'moto', 'none'];
const DOCUMENTATION_KEY_ID = 'AKIAIOSFODNN7EXAMPLE';

/**
 * Each leads the SDKs and the `cdk` command line to an account.
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html
 */
const LEADS_TO_AN_ACCOUNT = [
  'AWS_PROFILE',
  'AWS_DEFAULT_PROFILE',
  'AWS_SESSION_TOKEN',
  'AWS_SECURITY_TOKEN',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
];
const ENDPOINT = /^AWS_ENDPOINT_URL(_|$)/;

/**
 * Does nothing where the environment names no AWS account. Everything we start gets an environment of its own anyway; this
 * is the second lock on the same door.
 * @throws LocalCloudError that names the variables to unset, never their values.
 */
export function refuseRealAccount(environment: Environment): void {
  const names = Object.keys(environment)
    .filter((name) => leadsToAnAccount(name, environment[name] ?? ''))
    .sort();
  if (names.length > 0) {
    const these = names.join(', ');
    throw new LocalCloudError(
      `The environment names a real AWS account or endpoint: ${these}. The local run must never reach AWS, so nothing ` +
        `was started. Run it without them, e.g. in a shell after: unset ${names.join(' ')}`,
    );
  }
}

function leadsToAnAccount(name: string, value: string): boolean {
  if (value === '') {
    return false;
  }
  if (name === 'AWS_ACCESS_KEY_ID') {
    return !isLocalKeyId(value);
  }
  return LEADS_TO_AN_ACCOUNT.includes(name) || (ENDPOINT.test(name) && !isLoopback(value));
}

function isLocalKeyId(keyId: string): boolean {
  return keyId === DOCUMENTATION_KEY_ID || LOCAL_KEY_IDS.includes(keyId.toLowerCase());
}
