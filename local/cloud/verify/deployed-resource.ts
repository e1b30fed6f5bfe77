import type { StackResource } from '@aws-sdk/client-cloudformation';
import type { DeclaredResource } from './declared-resources';

/** A property holds something that only CloudFormation can resolve. */
export class UnresolvableError extends Error {
  override readonly name = 'UnresolvableError';
}

/** A declared resource that the stack says it has made. */
export interface DeployedResource {
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId: string;
  /** Whether it outlives its stack, as the template asks. */
  readonly retained: boolean;
  /** Returns a property as text, references resolved. @throws UnresolvableError when the template does not tell it. */
  property(name: string): string;
}

/** Returns a declared resource with what the stack knows about it and the resources that it refers to. */
export function deployedResource(
  declared: DeclaredResource,
  physicalId: string,
  stack: ReadonlyMap<string, StackResource>,
): DeployedResource {
  return {
    logicalId: declared.logicalId,
    type: declared.type,
    physicalId,
    retained: declared.retained,
    property: (name) => {
      const value = resolve(declared.properties[name], stack);
      if (value === undefined) {
        throw new UnresolvableError(`the template does not tell property ${name} of ${declared.logicalId}`);
      }
      return value;
    },
  };
}

/**
 * Resolves text, numbers, references to resources of the same stack, and joins of these; of a list its first element. An
 * attribute resolves to the resource's physical id, which services take as they take its ARN.
 */
function resolve(value: unknown, stack: ReadonlyMap<string, StackResource>): string | undefined {
  if (typeof value === 'string' || typeof value === 'number') {
    return String(value);
  }
  if (Array.isArray(value)) {
    return resolve(value[0], stack);
  }
  const {
    Ref: reference,
    'Fn::GetAtt': attribute,
    'Fn::Join': join,
  } = (value ?? {}) as Readonly<Record<string, unknown>>;
  const target = reference ?? (Array.isArray(attribute) ? attribute[0] : undefined);
  if (typeof target === 'string') {
    return stack.get(target)?.PhysicalResourceId;
  }
  return Array.isArray(join) ? resolveJoin(join, stack) : undefined;
}

function resolveJoin(join: readonly unknown[], stack: ReadonlyMap<string, StackResource>): string | undefined {
  const [separator, parts] = join;
  if (!Array.isArray(parts)) {
    return undefined;
  }
  const resolved = parts.map((part) => resolve(part, stack));
  return resolved.includes(undefined) ? undefined : resolved.join(String(separator));
}
