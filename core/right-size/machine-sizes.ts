import { INSTANCE_TYPES, type InstanceType } from './instance-types';
import type { Prices } from './prices';
import type { Size } from './size';

/** Returns the machines that have a price. Pure; O(types). */
export function machineSizes(prices: Prices): readonly Size[] {
  return INSTANCE_TYPES.flatMap((type) => {
    const dollarsPerHour = prices.instances[type.name];
    return dollarsPerHour === undefined ? [] : [toSize(type, dollarsPerHour)];
  });
}

/** Returns the types that have a price, but no size here: typing errors, or of other families. Pure; O(types). */
export function typesWithoutSize(prices: Prices): readonly string[] {
  const known = new Set(INSTANCE_TYPES.map(({ name }) => name));
  return Object.keys(prices.instances).filter((name) => !known.has(name));
}

function toSize(
  { name, architecture, vcpus, memoryGib, diskGb, networkGbps, gpus }: InstanceType,
  dollarsPerHour: number,
): Size {
  return {
    name,
    architecture,
    dollarsPerHour,
    capacity: {
      cpu: vcpus,
      memory: memoryGib * 1024,
      disk: diskGb,
      network: networkGbps,
      ...(gpus ? { gpu: gpus.count, gpuMemory: gpus.memoryMib } : {}),
    },
    ...(gpus ? { gpuModel: gpus.model } : {}),
  };
}
