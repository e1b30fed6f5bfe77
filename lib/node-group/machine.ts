import { type Size, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { PropertyChecks } from '../validation/property-checks';
import { gpuMachineSettings } from './gpu-machine';
import type { GpuMachineProps, NvmeMachineProps } from './machine-props';
import type { MachineSettings } from './machine-settings';
import { nvmeMachineSettings } from './nvme-machine';

/** What a node is made of: instance types, image and the commands that set it up. */
export class Machine {
  /**
   * Machines whose instance-store devices are assembled into one XFS file system (RAID0 if there are several).
   *
   * It survives a reboot. An instance without instance store fails to launch, loudly.
   */
  public static nvme(props: NvmeMachineProps): Machine {
    return new Machine(nvmeMachineSettings(props));
  }

  /**
   * Machines with GPUs in an ECS cluster.
   *
   * A network without NAT needs interface endpoints for `ecs`, `ecs-agent` and `ecs-telemetry`, besides those for the images and logs of the
   * tasks: an instance that does not reach ECS never joins, and bills all the same.
   *
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html
   */
  public static gpu(props: GpuMachineProps): Machine {
    return new Machine(gpuMachineSettings(props));
  }

  /** Instance types, the preferred ones first. */
  public readonly instanceTypes: ec2.InstanceType[];

  /** @internal */
  public readonly _settings: MachineSettings;

  private constructor(settings: MachineSettings) {
    this.instanceTypes = settings.instanceTypes;
    this._settings = settings;
  }

  /** @internal */
  public get _defaultRootVolumeSize(): Size {
    return this._settings.defaultRootVolumeSize;
  }

  /** @internal */
  public _check(checks: PropertyChecks): void {
    checkInstanceTypes(checks, this._settings);
    checks.text(
      'machine.mountPath',
      this._settings.mountPath,
      /^(\/[A-Za-z0-9._-]+)+$/,
      "an absolute path other than '/', of letters, digits, '.', '_' and '-'",
    );
  }
}

/** A mixed group takes at most 40 overrides. */
const MOST_TYPES = 40;

function checkInstanceTypes(checks: PropertyChecks, settings: MachineSettings): void {
  const { instanceTypes } = settings;
  checks.expect(instanceTypes.length >= 1 && instanceTypes.length <= MOST_TYPES, {
    code: 'InstanceTypeCount',
    given: `machine.instanceTypes has ${instanceTypes.length} types`,
    accepted: `1 to ${MOST_TYPES} types`,
    fix: 'name the types that the group may use',
  });
  const known = instanceTypes.filter((type) => !Token.isUnresolved(type.toString()));
  const architectures = new Set(known.map((type) => type.architecture.toString()));
  checks.expect(architectures.size <= 1, {
    code: 'MixedArchitectures',
    given: `machine.instanceTypes mixes ${known.map((type) => `${type} (${type.architecture})`).join(', ')}`,
    accepted: 'types of one CPU architecture, since a group starts one image',
    fix: 'make one NodeGroup for each architecture',
  });
  const needsImage = settings.image === undefined;
  checks.expect(!needsImage || known.length === instanceTypes.length, {
    code: 'ArchitectureUnknown',
    given: 'machine.instanceTypes holds a value that is only known at deployment',
    accepted: 'types known at synth, or such values together with machineImage',
    fix: 'set machineImage',
  });
  const armWithoutImage = needsImage && settings.x86Only && architectures.has(ec2.InstanceArchitecture.ARM_64);
  checks.expect(!armWithoutImage, {
    code: 'ImageForArchitectureMissing',
    given: `machine.instanceTypes is ${known.join(', ')} (arm64)`,
    accepted: 'x86_64 types, since the ECS GPU image is made for x86_64',
    fix: 'set machineImage to an image for arm64, or choose x86_64 types',
  });
}
