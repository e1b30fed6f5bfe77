import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take tens of seconds: begun last, one of them would run alone while the other core stands idle. */
const LONGEST = [
  'test/local/run.test.ts',
  'test/local/chaos/run-chaos.test.ts',
  'test/simulation/fault-simulation.test.ts',
  'test/local/constructs-app.test.ts',
  'test/local/phantom-db.test.ts',
  'test/local/service-scaler.test.ts',
  'test/local/live/',
  'test/core/move/model/',
  'test/agent/process/',
  'test/agent/bad-input/',
  'test/local/emulator/lifetime.test.ts',
  'test/agent/copies/hydrate-crashes.test.ts',
  'test/local/',
];

/** Starts the longest files first, and all others in Vitest's own order. */
export default class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const inOrder = await super.sort(files);
    return inOrder.sort((left, right) => rankOf(left) - rankOf(right));
  }
}

function rankOf({ moduleId }: TestSpecification): number {
  const rank = LONGEST.findIndex((part) => moduleId.includes(part));
  return rank < 0 ? LONGEST.length : rank;
}
