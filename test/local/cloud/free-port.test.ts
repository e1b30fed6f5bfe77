import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { findFreePort, LOOPBACK_ADDRESS } from '../../../local/cloud/emulator/free-port';

/** The least that Linux gives to whoever names no port; macOS begins higher. */
const FIRST_GIVEN_AWAY = 32_768;

describe('findFreePort', () => {
  it('returns ports that the system gives to nobody by itself, and none twice', async () => {
    const ports: number[] = [];
    for (let call = 0; call < 20; call += 1) {
      ports.push(await findFreePort());
    }
    expect(Math.max(...ports)).toBeLessThan(FIRST_GIVEN_AWAY);
    expect(new Set(ports).size).toBe(20);
  });

  it('leaves out what is taken', async () => {
    const first = await findFreePort();
    const holder = createServer().listen(first + 1, LOOPBACK_ADDRESS);
    await once(holder, 'listening');
    expect(await findFreePort()).not.toBe(first + 1);
    holder.close();
  });

  it('fails on a port that was asked for and is taken', async () => {
    const port = await findFreePort();
    const holder = createServer().listen(port, LOOPBACK_ADDRESS);
    await once(holder, 'listening');
    await expect(findFreePort(port)).rejects.toThrow(`Port ${port} of 127.0.0.1 is already in use`);
    holder.close();
  });
});
