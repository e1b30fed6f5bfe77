import { defineConfig } from 'vitest/config';
import LongestFirst from './test/longest-first.mjs';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: 'test/temporary-folder.ts',
    setupFiles: 'test/repeatable-properties.ts',
    // CDK's template validation costs a second a synth; CI synthesizes the blueprints with it on.
    env: { CDK_VALIDATION: 'false', AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    // For two cores: tests of processes wait half of their time, and pure ones use what they leave.
    maxWorkers: 3,
    // A worker loads aws-cdk-lib and the SDK once, not once for each file: no test may leave anything global changed.
    isolate: false,
    sequence: { sequencer: LongestFirst },
    // Limits end what hangs, on the slowest machine too; how long anything takes is for the benchmarks to say.
    testTimeout: 300_000,
    hookTimeout: 600_000,
    teardownTimeout: 120_000,
    expect: { poll: { timeout: 120_000, interval: 20 } },
    coverage: {
      provider: 'v8',
      include: [
        'core/**',
        'lambda/**',
        'agent/**',
        'lib/**',
        'client/**',
        'operate/**',
        'examples/**',
        'local/**/*.ts',
      ],
    },
  },
});
