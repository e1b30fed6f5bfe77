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
  const success = '{"FailedEntryCount":0,"Entries":[]}';

  /** An answer that refuses the entries at these places. */
  function refusal(size: number, places: readonly number[], ErrorCode = 'ThrottlingException') {
    const Entries = Array.from({ length: size }, (_, at) => (places.includes(at) ? { ErrorCode } : { EventId: '1' }));
    return JSON.stringify({ FailedEntryCount: places.length, Entries });
  }

  /** Returns the numbers of the events in each call. */
  async function send(bodies: readonly string[], count: number) {
    const service = new ScriptedService(bodies.map((body) => ({ status: 200, body })));
    const client = new EventBridgeClient(await service.start());
    const events = Array.from({ length: count }, (_, number) => ({ type: 't', detail: { number } }));
    const sent = () =>
      service.requests.map((request) =>
        JSON.parse(request).Entries.map(({ Detail }: { Detail: string }) => JSON.parse(Detail).number),
      );
    try {
      await new EventBridgeEvents(client, 'fleet').send(events);
      return sent();
    } catch (error) {
      throw new Error(`${error}; sent ${sent().map((batch) => batch.length)}`);
    } finally {
      client.destroy();
      await service.stop();
    }
  }

  it('are sent again, and no other', async () => {
    const calls = await send([refusal(10, [3, 7]), refusal(4, [2], 'InternalFailure'), refusal(3, [1]), success], 14);
    expect(calls.slice(2)).toEqual([[3, 7, 12], [7]]);
  });

  it('each time make the call fail, although PutEvents itself succeeds, and keep no later one from being sent', async () => {
    const again = refusal(1, [0], 'InternalFailure');
    const told = 'refused 1 of 23 events: InternalFailure; sent 10,10,3,1,1,1';
    await expect(send([refusal(10, [1]), success, success, again, again, again], 23)).rejects.toThrow(told);
  });

  it('are at most ten in one call', async () => {
    const calls = await send([success, success, success], 23);
    expect(calls.map((batch: readonly number[]) => batch.length)).toEqual([10, 10, 3]);
  });
});
