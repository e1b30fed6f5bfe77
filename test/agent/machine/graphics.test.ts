import { describe, expect, it } from 'vitest';
import { Graphics, parseGraphicsUse } from '../../../agent/machine/graphics';

describe('parseGraphicsUse', () => {
  it('gives the mean over all GPUs', () => {
    expect(parseGraphicsUse('80, 20000, 40000\n40, 10000, 40000\n')).toEqual({
      gpuPercent: 60,
      gpuMemoryPercent: 37.5,
    });
  });

  it('leaves out what a GPU that is split into instances does not tell', () => {
    expect(parseGraphicsUse('[N/A], 10000, 40000\n')).toEqual({ gpuPercent: undefined, gpuMemoryPercent: 25 });
  });

  it.each(['', 'No devices were found\n', ', ,\n'])('knows nothing from %j', (text) => {
    expect(parseGraphicsUse(text)).toEqual({ gpuPercent: undefined, gpuMemoryPercent: undefined });
  });
});

describe('Graphics', () => {
  it('asks only once where there is no driver', async () => {
    let asked = 0;
    const graphics = new Graphics(() => {
      asked += 1;
      return Promise.reject(Object.assign(new Error('spawn nvidia-smi ENOENT'), { code: 'ENOENT' }));
    });
    expect(await graphics.measure()).toEqual({});
    expect(await graphics.measure()).toEqual({});
    expect(asked).toBe(1);
  });

  it('fails when the driver does, and asks again', async () => {
    const answers = [Promise.reject(new Error('driver mismatch')), Promise.resolve('50, 1, 2')];
    const graphics = new Graphics(() => answers.shift() ?? Promise.resolve(''));
    await expect(graphics.measure()).rejects.toThrow('driver mismatch');
    expect(await graphics.measure()).toEqual({ gpuPercent: 50, gpuMemoryPercent: 50 });
  });

  it('neither waits for a program that hangs nor starts a second one', async () => {
    let started = 0;
    const graphics = new Graphics(() => {
      started += 1;
      return new Promise(() => {});
    }, 20);
    await expect(graphics.measure()).rejects.toThrow('nvidia-smi has not answered within 20 ms');
    await expect(graphics.measure()).rejects.toThrow('nvidia-smi has not answered within 20 ms');
    expect(started).toBe(1);
  });
});
