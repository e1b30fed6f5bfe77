import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFunction } from './create-function';
import { sendRaw } from './direct-requests';
import { type Emulator, missingEmulator, startEmulator } from './start-emulator';

const reason = missingEmulator();
const COUNTER = 'let count = 0; exports.handler = async (event) => ({ event, count: (count += 1) });';

describe.skipIf(reason)(`functions invoked past moto’s search for the operation ${reason ?? ''}`, () => {
  let emulator: Emulator;

  beforeAll(async () => {
    emulator = await startEmulator();
    await emulator.setClock(Date.UTC(2030, 0, 1));
  });
  afterAll(() => emulator?.stop());

  const invoke = (name: string, body: string, way: 'direct' | 'moto', headers: Record<string, string> = {}) =>
    sendRaw(emulator, { service: 'lambda', path: `/2015-03-31/functions/${name}/invocations`, body, headers }, way);

  /** Both answers, from twins; whether the first was direct. */
  async function compare(source: string, body: string, headers: Record<string, string> = {}) {
    const twins = [await createFunction(emulator, source), await createFunction(emulator, source)];
    const direct = await invoke(twins[0] ?? '', body, 'direct', headers);
    const moto = await invoke(twins[1] ?? '', body, 'moto', headers);
    const told = ({ status, text, headers: given }: typeof direct) => ({
      status,
      text,
      ...Object.fromEntries(
        ['content-type', 'x-amz-function-error', 'x-amz-executed-version', 'x-amz-log-result', 'x-amz-crc32'].map(
          (name) => [name, given.get(name)],
        ),
      ),
    });
    expect(moto.wasDirect).toBe(false);
    expect(told(direct)).toEqual(told(moto));
    return direct;
  }

  it('answers what the function returns', async () => {
    const answer = await compare(COUNTER, '{"tick":"ü"}');

    expect(answer.wasDirect).toBe(true);
    expect(JSON.parse(answer.text)).toEqual({ event: { tick: 'ü' }, count: 1 });
  });

  it('answers errors, and no events at all, as moto does', async () => {
    const failing =
      'exports.handler = async () => { console.log("so far"); throw Object.assign(new RangeError("too far"), { stack: "" }); };';

    const [failed, empty] = [await compare(failing, '{}'), await compare(COUNTER, '')];

    expect(failed.headers.get('x-amz-function-error')).toBe('Unhandled');
    expect([failed.wasDirect, empty.wasDirect]).toEqual([true, true]);
  });

  it('tells the end of the log only when asked', async () => {
    const talking = 'exports.handler = async () => console.log("said");';

    const [asked, unasked] = [await compare(talking, '{}', { 'x-amz-log-type': 'Tail' }), await compare(talking, '{}')];

    expect(Buffer.from(asked.headers.get('x-amz-log-result') ?? '', 'base64').toString()).toContain('said');
    expect(unasked.headers.get('x-amz-log-result')).toBeNull();
  });

  it('runs a function once for each call, and logs the call', async () => {
    const name = await createFunction(emulator, COUNTER);

    await invoke(name, '{}', 'direct');
    const second = await invoke(name, '{}', 'direct');

    expect(JSON.parse(second.text).count).toBe(2);
    const logged = emulator.calls().filter(({ params }) => params?.FunctionName === name);
    expect(logged.map(({ operation, status }) => [operation, status])).toEqual([
      ['Invoke', 200],
      ['Invoke', 200],
    ]);
  });

  it('leaves missing functions, dry runs and asynchronous calls to moto', async () => {
    const name = await createFunction(emulator, COUNTER);

    const missing = await invoke('none', '{}', 'direct');
    const dry = await invoke(name, '{}', 'direct', { 'x-amz-invocation-type': 'DryRun' });
    const later = await invoke(name, '{}', 'direct', { 'x-amz-invocation-type': 'Event' });
    const report = await emulator.waitIdle();

    expect([missing.status, dry.status, later.status]).toEqual([404, 204, 202]);
    expect([missing, dry, later].map(({ wasDirect }) => wasDirect)).toEqual([false, false, false]);
    expect(report).toEqual({ invocations: 1, failures: [] });
  });
});
