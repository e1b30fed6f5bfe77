import { readFileSync } from 'node:fs';
import path from 'node:path';

/** A resource as a template declares it. */
export interface DeclaredResource {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
  /** Whether a condition decides if it is made at all. */
  readonly conditional: boolean;
  /** Whether it outlives its stack, as the template asks. */
  readonly retained: boolean;
  /** Template of the stack that this resource is, when it is a nested one. */
  readonly nestedTemplate?: string;
}

/** A stack of a cloud assembly. */
export interface DeclaredStack {
  readonly stackName: string;
  /** File of its template. */
  readonly template: string;
}

interface Manifest {
  readonly artifacts?: Readonly<Record<string, Artifact>>;
}

interface Artifact {
  readonly type: string;
  readonly properties?: {
    readonly templateFile?: string;
    readonly stackName?: string;
    readonly directoryName?: string;
  };
}

interface Template {
  readonly Resources?: Readonly<Record<string, TemplateResource>>;
}

interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly Condition?: string;
  readonly DeletionPolicy?: string;
  readonly Metadata?: Readonly<Record<string, unknown>>;
}

const NESTED_STACK = 'AWS::CloudFormation::Stack';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html */
const RETAINING = ['Retain', 'RetainExceptOnCreate'];

/** Returns the stacks of a cloud assembly, also those of its stages. */
export function declaredStacks(assembly: string): readonly DeclaredStack[] {
  const manifest = readJson<Manifest>(path.join(assembly, 'manifest.json'));
  return Object.entries(manifest.artifacts ?? {}).flatMap(([id, artifact]) => {
    const { templateFile, stackName, directoryName } = artifact.properties ?? {};
    if (artifact.type === 'cdk:cloud-assembly' && directoryName) {
      return declaredStacks(path.join(assembly, directoryName));
    }
    if (artifact.type !== 'aws:cloudformation:stack' || !templateFile) {
      return [];
    }
    return [{ stackName: stackName ?? id, template: path.join(assembly, templateFile) }];
  });
}

/** Returns the resources of one template; those of nested stacks are in templates of their own. */
export function declaredResources(template: string): readonly DeclaredResource[] {
  const { Resources = {} } = readJson<Template>(template);
  return Object.entries(Resources).map(([logicalId, resource]) => ({
    logicalId,
    type: resource.Type,
    properties: resource.Properties ?? {},
    conditional: resource.Condition !== undefined,
    retained: RETAINING.includes(resource.DeletionPolicy ?? ''),
    ...nestedTemplate(template, resource),
  }));
}

function nestedTemplate(template: string, { Type, Metadata }: TemplateResource): { readonly nestedTemplate?: string } {
  const file = Metadata?.['aws:asset:path'];
  return Type === NESTED_STACK && typeof file === 'string'
    ? { nestedTemplate: path.join(path.dirname(template), file) }
    : {};
}

function readJson<T>(file: string): T {
  return JSON.parse(readFileSync(file, 'utf8')) as T;
}
