import { Size } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import type { GpuMachineProps } from './machine-props';
import type { MachineContext, MachineSettings } from './machine-settings';
import { renderEcsAgentCommands } from './user-data/ecs-agent-commands';
import { renderInstanceStoreCommands } from './user-data/instance-store-commands';

/** Returns the settings of a machine with GPUs in an ECS cluster. */
export function gpuMachineSettings(props: GpuMachineProps): MachineSettings {
  return {
    instanceTypes: props.instanceTypes,
    image: props.machineImage,
    makeDefaultImage: () => ecs.EcsOptimizedImage.amazonLinux2023(ecs.AmiHardwareType.GPU),
    x86Only: true,
    // Images with a CUDA runtime and a model server take tens of gibibytes.
    defaultRootVolumeSize: Size.gibibytes(100),
    mountPath: props.instanceStoreMountPath,
    cluster: props.cluster,
    renderCommands: (context) => [...instanceStoreCommands(props), ...agentCommands(props, context)],
  };
}

function instanceStoreCommands(props: GpuMachineProps): string[] {
  return props.instanceStoreMountPath === undefined ? [] : renderInstanceStoreCommands(props.instanceStoreMountPath);
}

function agentCommands(props: GpuMachineProps, context: MachineContext): string[] {
  return renderEcsAgentCommands({
    clusterName: context.clusterLineByCdk ? undefined : props.cluster.clusterName,
    gpuSupport: true,
    spotDraining: !context.stateful,
  });
}
