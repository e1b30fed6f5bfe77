import { renderEcsAgentCommands } from './ecs-agent-commands';
import { renderInstanceStoreCommands } from './instance-store-commands';
import { renderInstanceStoreScript } from './instance-store-script';
import { renderPreambleCommands } from './preamble-commands';

/** Returns every kind of user data that the machines render, and the script inside it, by file name, for linters. */
export function renderUserDataVariants(): Record<string, string> {
  const instanceStore = renderInstanceStoreCommands('/mnt/fleet');
  const stateless = renderEcsAgentCommands({ clusterName: 'models', gpuSupport: true, spotDraining: true });
  const stateful = renderEcsAgentCommands({ clusterName: 'models', gpuSupport: true, spotDraining: false });
  return {
    'instance-store.sh': renderInstanceStoreScript('/mnt/fleet'),
    'nvme.sh': asScript(instanceStore),
    'gpu.sh': asScript(stateless),
    'gpu-with-instance-store.sh': asScript([...instanceStore, ...stateful]),
  };
}

/** Returns commands as the user data that begins with our preamble. */
export function asScript(commands: readonly string[]): string {
  return ['#!/bin/bash', ...renderPreambleCommands(), ...commands, ''].join('\n');
}
