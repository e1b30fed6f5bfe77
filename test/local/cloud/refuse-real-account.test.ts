import { describe, expect, it } from 'vitest';
import { refuseRealAccount } from '../../../local/cloud/environment/refuse-real-account';
import { LocalCloudError } from '../../../local/cloud/local-cloud-error';

describe('refusal of real accounts', () => {
  it.each([
    [{}],
    [{ AWS_REGION: 'eu-west-1' }],
    [{ AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' }],
    [{ AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE' }],
    [{ AWS_PROFILE: '' }],
    [{ AWS_ENDPOINT_URL: 'http://127.0.0.1:4566' }],
    [{ AWS_ENDPOINT_URL_S3: 'http://localhost:4566' }],
    [{ AWS_ENDPOINT_URL: 'http://[::1]:4566' }],
    [{ AWS_CA_BUNDLE: '/etc/ssl/certs/ca.pem' }],
  ])('accepts %j', (environment) => {
    expect(() => refuseRealAccount(environment)).not.toThrow();
  });

  it.each([
    ['AWS_ACCESS_KEY_ID', 'AKIA0123456789ABCDEF'],
    ['AWS_ACCESS_KEY_ID', 'ASIA0123456789ABCDEF'],
    ['AWS_PROFILE', 'production'],
    ['AWS_DEFAULT_PROFILE', 'production'],
    ['AWS_SESSION_TOKEN', 'FwoGZXIvYXdzE'],
    ['AWS_WEB_IDENTITY_TOKEN_FILE', '/var/run/secrets/token'],
    ['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI', '/v2/credentials/1'],
    ['AWS_CONTAINER_CREDENTIALS_FULL_URI', 'http://169.254.170.23/v1/credentials'],
    ['AWS_ENDPOINT_URL', 'https://dynamodb.us-east-1.amazonaws.com'],
    ['AWS_ENDPOINT_URL_DYNAMODB', 'https://localhost.example.com'],
    ['AWS_ENDPOINT_URL', 'nonsense'],
  ])('fails when %s is %s, by name and without its value', (name, value) => {
    const refusal = () => refuseRealAccount({ [name]: value });
    expect(refusal).toThrow(LocalCloudError);
    expect(refusal).toThrow(`unset ${name}`);
    expect(refusal).not.toThrow(value);
  });

  it('names all variables at once', () => {
    const environment = { AWS_SESSION_TOKEN: 'x', AWS_PROFILE: 'y', AWS_REGION: 'z' };
    expect(() => refuseRealAccount(environment)).toThrow('unset AWS_PROFILE AWS_SESSION_TOKEN');
  });
});
