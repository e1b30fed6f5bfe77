import { describe, expect, it } from 'vitest';
import {
  childEnvironment,
  cloudEnvironment,
  environmentWithoutAws,
} from '../../../local/cloud/environment/child-environment';

const project = { root: '/root', app: '/root/app.js', work: '/root/.local' };
const cloud = { endpoint: 'http://127.0.0.1:5000', region: 'us-east-1', account: '123456789012' };

describe('environment of child processes', () => {
  it('holds nothing of ours but the way to programs', () => {
    const ours = { PATH: '/bin', AWS_PROFILE: 'production', HTTPS_PROXY: 'http://proxy', SECRET: 'x' };
    const { PATH, ...rest } = childEnvironment(project, ours);
    expect(PATH).toBe('/bin');
    expect(Object.values(rest).join()).not.toMatch(/production|proxy|x$/);
  });

  it('hides the home in which AWS settings lie', () => {
    const environment = childEnvironment(project, { HOME: '/home/someone' });
    expect(environment.HOME).toBe('/root/.local/home');
    expect(environment.AWS_CONFIG_FILE).toMatch(/^\/root\/\.local\//);
    expect(environment.AWS_SHARED_CREDENTIALS_FILE).toMatch(/^\/root\/\.local\//);
    expect(environment.AWS_EC2_METADATA_DISABLED).toBe('true');
  });

  it('leads every call of cdk to the local cloud', () => {
    const environment = cloudEnvironment(project, cloud, 'cdk', {});
    expect(environment.AWS_ENDPOINT_URL).toBe('http://127.0.0.1:5000');
    expect(environment.AWS_ENDPOINT_URL_S3_FOR_CLOUDFORMATION).toBe('http://localhost:5000');
    expect(environment.AWS_ACCESS_KEY_ID).toBe('cdk');
    expect(environment.CDK_DISABLE_CLI_TELEMETRY).toBe('true');
  });

  it('keeps the home, and nothing of AWS, for programs that install', () => {
    const ours = { HOME: '/home/someone', AWS_ACCESS_KEY_ID: 'x', AWS_PROFILE: 'y' };
    expect(environmentWithoutAws(ours)).toEqual({ HOME: '/home/someone' });
  });
});
