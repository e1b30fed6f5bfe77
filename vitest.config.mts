import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: 'test/temporary-folder.ts',
    // CDK's template validation costs a second a synth; CI synthesizes the blueprints with it on.
    env: { CDK_VALIDATION: 'false', AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    // Two cores: constructs tests and emulator tests both want one of their own.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 120_000,
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
