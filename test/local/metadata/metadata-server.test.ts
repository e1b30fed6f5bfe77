import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MetadataServer, startMetadataServer } from '../../../local/metadata/metadata-server';

const METADATA = { zone: 'a', region: 'r', instanceType: 't', privateAddress: '127.0.0.1' };

describe('startMetadataServer', () => {
  let server: MetadataServer;

  beforeAll(async () => {
    server = await startMetadataServer();
  });

  afterAll(() => server.close());

  it('answers nobody without a token', async () => {
    const endpoint = server.add({ ...METADATA, instanceId: 'i-1' });
    const url = `${endpoint}/latest/dynamic/instance-identity/document`;
    expect((await fetch(url)).status).toBe(401);
    const token = await (await fetch(`${endpoint}/latest/api/token`, { method: 'PUT' })).text();
    expect((await fetch(url, { headers: { 'X-aws-ec2-metadata-token': token } })).status).toBe(200);
  });

  it('knows nothing of an instance that was removed', async () => {
    const endpoint = server.add({ ...METADATA, instanceId: 'i-2' });
    server.remove('i-2');
    expect((await fetch(`${endpoint}/latest/api/token`, { method: 'PUT' })).status).toBe(404);
  });

  it('fails to give a notice to an instance that it does not know', () => {
    expect(() => server.giveSpotNotice('i-9', 'noon')).toThrow('i-9 has no metadata; known are ');
    expect(() => server.recommendRebalance('i-9', 'noon')).toThrow('i-9 has no metadata; known are ');
  });
});
