import { describe, expect, it } from 'vitest';
import { explainFault } from '../../operate/adapters/explain-fault';

function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}

describe('explainFault', () => {
  it.each(['CredentialsProviderError', 'TokenProviderError'])('leaves the advice to log in again alone: %s', (name) => {
    const fault = named(name, 'Token is expired. To refresh this SSO session run aws sso login with the profile.');
    expect(explainFault(fault)).toMatchObject({ name: 'OperateError', message: fault.message, cause: fault });
  });

  it.each([
    [named('AccessDeniedException', 'not authorized'), 'not authorized: the credentials in use lack that permission'],
    [named('Throttling', 'Rate exceeded'), 'Rate exceeded: AWS throttles; try again in a minute'],
    [named('TooManyRequestsException', 'Rate exceeded'), 'AWS throttles'],
    [named('RequestLimitExceeded', 'Request limit exceeded.'), 'AWS throttles'],
    [named('SlowDown', 'Please reduce your request rate.'), 'AWS throttles'],
    [named('AuthFailure', 'not able to validate'), 'check --profile and --region'],
    [named('RequestExpired', 'Request has expired.'), 'log in again'],
    [named('CredentialsProviderError', 'none'), 'choose some with --profile'],
    [new Error('Region is missing'), 'give --region'],
    [Object.assign(new Error(''), { code: 'ECONNREFUSED' }), 'ECONNREFUSED: nothing listens there'],
  ])('says what to do about %s', (fault, advice) => {
    const explained = explainFault(fault) as Error;
    expect(explained.name).toBe('OperateError');
    expect(explained.message).toContain(advice);
    expect(explained.cause).toBe(fault);
  });

  it('leaves a fault that it does not know', () => {
    const fault = new TypeError('x is not a function');
    expect(explainFault(fault)).toBe(fault);
  });
});
