import { CfnResource, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** A resource as it will stand in the template, overrides included. */
export interface RenderedResource {
  readonly Type?: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly UpdatePolicy?: Readonly<Record<string, unknown>>;
}

/** Returns `resource` as it will stand in its template. */
export function renderResource(resource: CfnResource): RenderedResource {
  const template = Stack.of(resource).resolve(resource._toCloudFormation());
  const rendered: RenderedResource[] = Object.values(template?.Resources ?? {});
  return rendered[0] ?? {};
}

/** Returns the resources of one of `types` under `scope`, in tree order. */
export function findResources(scope: IConstruct, types: readonly string[]): CfnResource[] {
  return scope.node
    .findAll()
    .filter((node): node is CfnResource => CfnResource.isCfnResource(node) && types.includes(node.cfnResourceType));
}
