const { availableParallelism } = require('node:os');

const transform = { '^.+\\.ts$': ['ts-jest', { tsconfig: 'tsconfig.json' }] };

const project = (displayName, testMatch, more = {}) => ({
  displayName,
  testMatch: testMatch.map((pattern) => `<rootDir>/test/${pattern}`),
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/cdktf.out/'],
  transform,
  ...more,
});

module.exports = {
  // Some tests wait, for a host that does not answer or for a time limit: one worker more than there are cores.
  maxWorkers: availableParallelism() + 1,
  // A machine under load is no failure; what must be quick measures its time.
  testTimeout: 120_000,
  projects: [
    project('unit', ['**/*.test.ts'], {
      testPathIgnorePatterns: ['<rootDir>/test/((own-)?lab|guests)/', '\\.tools\\.test\\.ts$'],
      globals: { hostShells: ['dash', 'bash'] },
    }),
    // What needs more than npm ci installs: Terraform with the provider, the npm registry, ShellCheck, busybox, zsh.
    project('tools', ['**/*.tools.test.ts', 'host-scripts/{check,install,look,shell}/*.test.ts'], {
      globals: { hostShells: ['busybox sh'] },
    }),
    project('lab', ['lab/**/*.test.ts']),
    project('guests', ['guests/**/*.test.ts']),
    project('own-lab', ['own-lab/**/*.test.ts']),
  ],
};
