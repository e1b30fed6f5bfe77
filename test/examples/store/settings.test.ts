import { describe, expect, it } from 'vitest';
import { AgentEnvironment, DEFAULT_AGENT_PORT } from '../../../core/contract/environment';
import { FleetEnvironment } from '../../../examples/elastic-database/store/protocol';
import { readSettings } from '../../../examples/elastic-database/store/settings';

describe('readSettings', () => {
  it('knows the names that the fleet sets', () => {
    const { DATA_FOLDER, AGENT_PORT } = AgentEnvironment;
    expect(FleetEnvironment).toEqual({ DATA_FOLDER, AGENT_PORT });
  });

  it('has a default for everything', () => {
    expect(readSettings({})).toEqual({ port: 7070, agentPort: DEFAULT_AGENT_PORT });
  });

  it('reads what is set', () => {
    const environment = { PORT: '8080', HOST: '127.0.0.1', FLEET_AGENT_PORT: '9', STORE_CAPACITY_PER_SECOND: '50' };
    expect(readSettings({ ...environment, FLEET_DATA_FOLDER: '/data' })).toEqual({
      port: 8080,
      host: '127.0.0.1',
      agentPort: 9,
      capacityPerSecond: 50,
      dataFolder: '/data',
    });
  });

  it.each([
    [{ PORT: '70000' }, 'PORT is "70000"; set a whole number from 0 to 65535'],
    [{ FLEET_AGENT_PORT: 'x' }, 'FLEET_AGENT_PORT is "x"; set a whole number from 1 to 65535'],
    [{ STORE_CAPACITY_PER_SECOND: '0' }, 'STORE_CAPACITY_PER_SECOND is "0"; set a whole number from 1 to 10000000'],
  ])('fails for %j', (environment, message) => {
    expect(() => readSettings(environment)).toThrow(message);
  });
});
