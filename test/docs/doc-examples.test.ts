import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import * as sns from 'aws-cdk-lib/aws-sns';
import { describe, expect, it } from 'vitest';
import * as client from '../../client';
import * as lib from '../../lib';
import * as examples from './examples';

const ROOT = path.join(__dirname, '../..');
const GUIDES = readdirSync(path.join(ROOT, 'docs')).filter((name) => name.endsWith('.md'));
const PAGES = ['README.md', 'examples/elastic-database/store/README.md', ...GUIDES.map((name) => `docs/${name}`)];
const COMPILED = ['test/docs/examples.ts', 'test/lib/service-scaling/doc-examples.ts'].map(textOf).join('\n');
const EXPORTS: Readonly<Record<string, object>> = { 'cdk-elastic-fleet': lib, 'cdk-elastic-fleet/client': client };

const IMPORT = /^import .* from '(.*)';\n/gm;

function textOf(file: string): string {
  return readFileSync(path.join(ROOT, file), 'utf8');
}

/** The fenced blocks of a page that hold TypeScript. */
function blocksOf(page: string): string[] {
  return [...textOf(page).matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = '']) => code);
}

/** A block without its imports, as it stands in a function. */
function bodyOf(block: string): string {
  return block
    .replace(IMPORT, '')
    .trimStart()
    .replace(/^(?=.)/gm, '  ');
}

/** The names that a block imports from this package, by the module that they come from. */
function importsOf(block: string): (readonly [name: string, from: string])[] {
  const imports = [...block.matchAll(/^import \{ (.*) \} from '(cdk-elastic-fleet.*)';$/gm)];
  return imports.flatMap(([, names = '', from = '']) => names.split(', ').map((name) => [name, from] as const));
}

const BLOCKS = PAGES.flatMap((page) => blocksOf(page).map((block) => ({ page, block })));

describe('the examples of README and guides', () => {
  it.each(BLOCKS)('compile: $page', ({ block }) => {
    expect(COMPILED, 'change the examples under test/ along with the page').toContain(bodyOf(block));
  });

  it('import what the package exports', () => {
    const imported = BLOCKS.flatMap(({ block }) => importsOf(block));

    expect(imported.length).toBeGreaterThan(0);
    expect(imported.filter(([name, from]) => !(name in (EXPORTS[from] ?? {})))).toEqual([]);
  });

  it('make a fleet as README shows it', () => {
    const stack = new Stack(new App(), 'Test');
    const program = new Asset(stack, 'Program', { path: __dirname });

    examples.readme(stack, program, new sns.Topic(stack, 'Topic'));

    Template.fromStack(stack).resourceCountIs('AWS::AutoScaling::AutoScalingGroup', 1);
  });

  it('make a fleet with windows and a cost ceiling', () => {
    const stack = new Stack(new App(), 'Test');
    const machine = lib.Machine.nvme({ instanceTypes: [new ec2.InstanceType('i4i.xlarge')] });

    examples.scalingFleet(stack, new ec2.Vpc(stack, 'Vpc'), machine);

    Template.fromStack(stack).hasResourceProperties('AWS::AutoScaling::AutoScalingGroup', { MaxSize: '40' });
  });

  it('plan the move that is shown', () => {
    expect(examples.planner()).toMatchObject({
      moves: [{ shard: 's-1', from: 'i-2', to: 'i-1', reason: 'evacuation' }],
      unmet: [],
      held: [],
      isRebalancing: false,
    });
  });
});
