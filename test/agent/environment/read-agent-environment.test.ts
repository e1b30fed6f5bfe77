import { describe, expect, it } from 'vitest';
import { identifyNode } from '../../../agent/environment/identify-node';
import { readAgentEnvironment } from '../../../agent/environment/read-agent-environment';

const GOOD = {
  FLEET_NAME: 'fleet',
  FLEET_TABLE_NAME: 'table',
  FLEET_BUCKET_NAME: 'bucket',
  FLEET_POLICY: '{"minNodes":1,"maxNodes":2,"shardCount":4}',
  FLEET_DATA_FOLDER: '/data',
  FLEET_SERVICE_URL: 'http://127.0.0.1:7070',
};

describe('the environment of the agent', () => {
  it('has defaults for ports', () => {
    const settings = readAgentEnvironment(GOOD);
    expect(settings).toMatchObject({ servicePort: 7070, agentPort: 7069, serviceUrl: 'http://127.0.0.1:7070/' });
    expect(settings.policy).toMatchObject({ leaseSeconds: 45 });
    expect(settings.nodeId).toBeUndefined();
  });

  it('names every fault at once', () => {
    const faulty = {
      FLEET_POLICY: '{"minNodes":0}',
      FLEET_DATA_FOLDER: 'data',
      FLEET_SERVICE_URL: 'http://10.0.0.1:80',
      FLEET_AGENT_PORT: 'x',
    };
    const faults = [
      /FLEET_NAME is missing/,
      /FLEET_TABLE_NAME is missing/,
      /FLEET_POLICY: minNodes is 0/,
      /FLEET_DATA_FOLDER is 'data'; accepted: an absolute path/,
      /FLEET_SERVICE_URL is 'http:\/\/10.0.0.1:80'; accepted: an http URL of this machine/,
      /FLEET_SERVICE_PORT is missing/,
      /FLEET_AGENT_PORT is 'x'; accepted: a port/,
    ];
    for (const fault of faults) {
      expect(() => readAgentEnvironment(faulty)).toThrow(fault);
    }
  });

  it('needs the port of a service that only finds files', () => {
    const { FLEET_SERVICE_URL: _url, ...files } = GOOD;
    expect(() => readAgentEnvironment(files)).toThrow(/FLEET_SERVICE_PORT is missing/);
    expect(readAgentEnvironment({ ...files, FLEET_SERVICE_PORT: '81' }).serviceUrl).toBeUndefined();
  });
});

describe('who a node is', () => {
  const facts = { instanceId: 'i-1', zone: 'z1', privateAddress: '10.0.0.7' };

  it('is asked of the instance', async () => {
    const identity = await identifyNode({ servicePort: 80 }, async () => facts);
    expect(identity).toMatchObject({ nodeId: 'i-1', zone: 'z1', address: '10.0.0.7:80' });
  });

  it('is not asked when everything is set', async () => {
    const settings = { nodeId: 'n', zone: 'z', host: 'h', servicePort: 80 };
    const identity = await identifyNode(settings, () => Promise.reject(new Error('no instance')));
    expect(identity).toMatchObject({ nodeId: 'n', zone: 'z', address: 'h:80' });
  });

  it('differs from one start to the next', async () => {
    const starts = [1, 2].map(() => identifyNode({ servicePort: 80 }, async () => facts));
    const [first, second] = await Promise.all(starts);
    expect(first?.incarnation).not.toBe(second?.incarnation);
  });
});
