import { InvokeCommand, LambdaClient, UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFunction } from './create-function';
import { type Emulator, missingEmulator, startEmulator } from './start-emulator';

const reason = missingEmulator();
const counter = 'let count = 0; exports.handler = async () => { count += 1; return { count, pid: process.pid }; };';

describe.skipIf(reason)(`Lambda of the emulator ${reason ?? ''}`, () => {
  let emulator: Emulator;
  let client: LambdaClient;

  beforeAll(async () => {
    emulator = await startEmulator();
    client = new LambdaClient(emulator.clientConfig());
  });
  afterAll(() => emulator?.stop());

  const invoke = async (FunctionName: string, event: unknown = {}) => {
    const answer = await client.send(new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) }));
    return { error: answer.FunctionError, payload: JSON.parse(answer.Payload?.transformToString() || 'null') };
  };
  const invokeLater = (FunctionName: string, event: unknown = {}) =>
    client.send(new InvokeCommand({ FunctionName, InvocationType: 'Event', Payload: JSON.stringify(event) }));

  it('runs the deployed code with the deployed environment', async () => {
    const source = 'exports.handler = async (event) => ({ got: event, table: process.env.TABLE });';
    const name = await createFunction(emulator, source, { Environment: { Variables: { TABLE: 'shards' } } });
    expect(await invoke(name, { a: 1 })).toEqual({ error: undefined, payload: { got: { a: 1 }, table: 'shards' } });
  });

  it('stays warm in one process', async () => {
    const name = await createFunction(emulator, counter);
    const first = await invoke(name);
    const second = await invoke(name);
    expect([first.payload.count, second.payload.count]).toEqual([1, 2]);
    expect(second.payload.pid).toBe(first.payload.pid);
  });

  it('starts anew when its environment changes', async () => {
    const name = await createFunction(emulator, counter);
    await invoke(name);
    const change = { FunctionName: name, Environment: { Variables: { A: 'b' } } };
    await client.send(new UpdateFunctionConfigurationCommand(change));
    expect((await invoke(name)).payload.count).toBe(1);
  });

  it('serializes invocations of one function', async () => {
    const source = `let running = 0;
      exports.handler = async () => {
        running += 1;
        const most = running;
        await new Promise((resolve) => setTimeout(resolve, 20));
        running -= 1;
        return most;
      };`;
    const name = await createFunction(emulator, source);
    const answers = await Promise.all([invoke(name), invoke(name), invoke(name)]);
    expect(answers.map((answer) => answer.payload)).toEqual([1, 1, 1]);
  });

  it('answers errors in the shape of Lambda', async () => {
    const name = await createFunction(emulator, 'exports.handler = async () => { throw new TypeError("broken"); };');
    const answer = await invoke(name);
    expect(answer.error).toBe('Unhandled');
    expect(answer.payload).toMatchObject({ errorType: 'TypeError', errorMessage: 'broken' });
    expect(answer.payload.trace[0]).toBe('TypeError: broken');
  });

  it('says which handler is missing', async () => {
    const name = await createFunction(emulator, 'exports.other = 1;');
    expect((await invoke(name)).payload.errorType).toBe('Runtime.HandlerNotFound');
  });

  it('ends an invocation at its timeout and works again afterwards', async () => {
    const source = 'exports.handler = async (event) => { if (event.hang) await new Promise(() => {}); return "ok"; };';
    const name = await createFunction(emulator, `${source} setInterval(() => {}, 1000);`, { Timeout: 1 });
    expect((await invoke(name, { hang: true })).payload.errorType).toBe('Sandbox.Timedout');
    await client.send(new UpdateFunctionConfigurationCommand({ FunctionName: name, Timeout: 300 }));
    expect((await invoke(name)).payload).toBe('ok');
  });

  it('works again after its process died', async () => {
    const name = await createFunction(emulator, 'exports.handler = async (e) => (e.die ? process.exit(3) : "ok");');
    expect((await invoke(name, { die: true })).payload.errorType).toBe('Runtime.ExitError');
    expect((await invoke(name)).payload).toBe('ok');
  });

  it('reports failed asynchronous invocations once', async () => {
    const name = await createFunction(emulator, 'exports.handler = async () => { throw new Error("later"); };');
    await invokeLater(name);
    const first = await emulator.waitIdle();
    const second = await emulator.waitIdle();
    expect(first).toEqual({ invocations: 1, failures: [{ function: name, error: 'Error: later' }] });
    expect(second).toEqual({ invocations: 0, failures: [] });
  });

  it('signs the calls of a function with its name', async () => {
    const source = `const http = require('node:http');
      exports.handler = async () => process.env.AWS_ACCESS_KEY_ID + ' ' + process.env.AWS_ENDPOINT_URL;`;
    const name = await createFunction(emulator, source);
    expect((await invoke(name)).payload).toBe(`lambda.${name} ${emulator.url}`);
  });

  it('follows the wall clock until the time is set, and the set time afterwards', async () => {
    const source = `exports.handler = async () => {
      const parsed = new Date('2020-01-01').toISOString();
      return { now: Date.now(), fresh: new Date().getTime(), parsed };
    };`;
    const name = await createFunction(emulator, source);
    const startMs = Date.now();
    const before = (await invoke(name)).payload;
    expect(before.now).toBeGreaterThanOrEqual(startMs);
    expect(before.now).toBeLessThanOrEqual(Date.now());
    const noon = Date.UTC(2030, 5, 1, 12);
    const setMs = Date.now();
    await emulator.setClock(noon);
    const after = (await invoke(name)).payload;
    const latest = noon + Date.now() - setMs;
    expect(after.now).toBeGreaterThanOrEqual(noon);
    expect(after.fresh).toBeGreaterThanOrEqual(after.now);
    expect(after.fresh).toBeLessThanOrEqual(latest);
    expect(after.parsed).toBe('2020-01-01T00:00:00.000Z');
  });
});
