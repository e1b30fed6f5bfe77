import { CreateEventBusCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EventBridgeEvents } from '../../../lambda/adapters/event-bridge';
import { MOTO_MISSING, type MotoServer, startMoto } from '../../agent/moto-server';
import { ScriptedService } from './scripted-service';

describe.skipIf(MOTO_MISSING)(`events${MOTO_MISSING ? ` (skipped: ${MOTO_MISSING})` : ''}`, () => {
  let emulator: MotoServer;

  beforeAll(async () => {
    emulator = await startMoto();
  });

  afterAll(async () => {
    await emulator?.stop();
  });

  it('are sent in batches that the bus takes', async () => {
    const client = new EventBridgeClient(emulator.client);
    await client.send(new CreateEventBusCommand({ Name: 'fleet' }));
    const events = Array.from({ length: 23 }, (_, number) => ({
      type: 'Fleet Scaling Decision',
      detail: { number },
    }));
    await expect(new EventBridgeEvents(client, 'fleet').send(events)).resolves.toBeUndefined();
    client.destroy();
  });
});

describe('events that the bus refuses', () => {
  const refusal = JSON.stringify({
    FailedEntryCount: 1,
    Entries: [{ EventId: '1' }, { ErrorCode: 'ThrottlingException' }],
  });
  const success = JSON.stringify({ FailedEntryCount: 0, Entries: [] });

  async function send(bodies: readonly string[], count: number) {
    const service = new ScriptedService(bodies.map((body) => ({ status: 200, body })));
    const client = new EventBridgeClient(await service.start());
    const events = Array.from({ length: count }, () => ({ type: 't', detail: {} }));
    const sizes = () => service.requests.map((request) => JSON.parse(request).Entries.length);
    try {
      await new EventBridgeEvents(client, 'fleet').send(events);
      return sizes();
    } catch (error) {
      throw new Error(`${error}; sent ${sizes()}`);
    } finally {
      client.destroy();
      await service.stop();
    }
  }

  it('make the call fail, although PutEvents itself succeeds', async () => {
    await expect(send([refusal], 2)).rejects.toThrow('refused 1 of 2 events: ThrottlingException');
  });

  it('keep no later one from being sent', async () => {
    const told = 'refused 1 of 23 events: ThrottlingException; sent 10,10,3';
    await expect(send([refusal, success, success], 23)).rejects.toThrow(told);
  });

  it('are at most ten in one call', async () => {
    expect(await send([success, success, success], 23)).toEqual([10, 10, 3]);
  });
});
