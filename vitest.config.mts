import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // CDK's template validation costs a second a synth; `npm run check` and the blueprints' synth in CI keep it on.
    env: { CDK_VALIDATION: 'false', AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    // Two cores: constructs tests and emulator tests both want one of their own.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 120_000,
    coverage: {
      provider: 'v8',
      include: ['core/**', 'lambda/**', 'agent/**', 'lib/**', 'examples/**', 'local/**/*.ts'],
    },
  },
});
