import { describe, expect, it } from 'vitest';
import { taskSize } from '../../../core/right-size/task-sizes';
import { planTaskSizes } from '../../../operate/right-size/plan-task-sizes';
import { SERVICE } from './memory-sizes';

const SMALLER = taskSize(1024, 2048, { architecture: 'x86_64', dollarsPerHour: 1 });

describe('planTaskSizes', () => {
  it('changes containers that have all of their task, and leaves the others', () => {
    const containers = [
      { name: 'app', cpuUnits: 0, memoryMib: 4096, reservationMib: 1024 },
      { name: 'proxy', cpuUnits: 256, memoryMib: 512 },
    ];

    expect(planTaskSizes({ ...SERVICE, containers }, SMALLER)).toEqual({
      cpuUnits: 1024,
      memoryMib: 2048,
      containers: [
        { name: 'app', cpuUnits: 0, memoryMib: 2048, reservationMib: 1024 },
        { name: 'proxy', cpuUnits: 256, memoryMib: 512 },
      ],
    });
  });

  it.each([
    [{ name: 'app', cpuUnits: 1500 }, '1500 CPU units, there are 1024'],
    [{ name: 'app', cpuUnits: 0, memoryMib: 3000 }, '3000 MiB of container app, there are 2048'],
    [{ name: 'app', cpuUnits: 0, reservationMib: 3000 }, '3000 MiB of soft limits, there are 2048'],
  ])('refuses %j', (container, message) => {
    expect(() => planTaskSizes({ ...SERVICE, containers: [container] }, SMALLER)).toThrow(message);
  });
});
