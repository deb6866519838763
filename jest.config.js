const transform = { '^.+\\.ts$': ['ts-jest', { tsconfig: 'tsconfig.json' }] };

module.exports = {
  projects: [
    {
      displayName: 'unit',
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      testPathIgnorePatterns: ['<rootDir>/test/(own-)?lab/', '/node_modules/'],
      modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/cdktf.out/'],
      transform,
    },
    {
      displayName: 'lab',
      testMatch: ['<rootDir>/test/lab/**/*.test.ts'],
      modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/cdktf.out/'],
      transform,
    },
    {
      displayName: 'own-lab',
      testMatch: ['<rootDir>/test/own-lab/**/*.test.ts'],
      modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/cdktf.out/'],
      transform,
    },
  ],
};
