import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Two cores: constructs tests and emulator tests both want one of their own.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 120_000,
    coverage: { provider: 'v8', include: ['core/**', 'lambda/**', 'agent/**', 'lib/**', 'examples/**', 'local/**/*.ts'] },
  },
});
