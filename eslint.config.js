const js = require('@eslint/js');
const ts = require('typescript-eslint');
const boundaries = require('eslint-plugin-boundaries');
const importX = require('eslint-plugin-import-x');
const { createTypeScriptImportResolver } = require('eslint-import-resolver-typescript');

/** Every room, with the rooms that it may import from. No arrow runs back. */
const rooms = {
  'lib/config': [],
  'lib/node': ['lib/config'],
  'lib/facts': ['lib/config', 'lib/node'],
  'lib/machine': ['lib/config', 'lib/facts'],
  'lib/host-scripts': ['lib/config', 'lib/facts', 'lib/machine'],
  'lib/ssh': ['lib/config', 'lib/machine', 'lib/host-scripts', 'lib/node'],
  'lib/kit': ['lib/config', 'lib/facts', 'lib/host-scripts', 'lib/node'],
  'lib/check': [
    'lib/config',
    'lib/facts',
    'lib/machine',
    'lib/host-scripts',
    'lib/ssh',
    'lib/kit',
    'lib/node',
  ],
  'lib/constructs': ['lib/config', 'lib/facts', 'lib/machine', 'lib/host-scripts', 'lib/node'],
  stacks: ['lib/*'],
  'fleet/terraform': ['lib/*'],
  'fleet/review': ['lib/*', 'fleet/terraform'],
  'fleet/look': ['lib/*', 'fleet/terraform'],
  'fleet/status': ['lib/*', 'fleet/look'],
  'fleet/rollout': [
    'lib/*',
    'stacks',
    'fleet/terraform',
    'fleet/review',
    'fleet/status',
    'fleet/look',
  ],
  'cli/report': ['lib/*', 'fleet/*'],
  'cli/site': ['lib/*', 'stacks', 'cli/report'],
  'cli/options': ['lib/*', 'fleet/*'],
  'cli/actions': ['lib/*', 'stacks', 'fleet/*', 'cli/report', 'cli/options'],
  'cli/commands': ['lib/*', 'fleet/*', 'cli/report', 'cli/options', 'cli/actions'],
};

/** Programs, and what a site imports of them all: above all rooms, imported by none. */
const programs = [
  'main.ts',
  'cli/program.ts',
  'cli/node-version.ts',
  'cli/quantum-kvm.ts',
  'lib/index.ts',
];

/** Rooms without CDKTF; of them those that also touch no disk, network or process. */
const WITHOUT_CDKTF = Object.keys(rooms).filter(
  (room) => room.startsWith('lib/') && room !== 'lib/constructs',
);
const PURE = ['lib/machine'];
const INPUT_AND_OUTPUT = [
  'fs',
  'os',
  'net',
  'child_process',
  'node:fs',
  'node:os',
  'node:net',
  'node:child_process',
];

const CDKTF = { group: ['cdktf', 'constructs'], message: 'CDKTF is for lib/constructs and above.' };
const BINDINGS = {
  group: ['@cdktf/provider-*'],
  message: 'Generated bindings stay behind lib/constructs.',
};

/** What a room may not import from outside. */
function restricted(room) {
  return [
    ...(room === 'lib/constructs' ? [] : [BINDINGS]),
    ...(WITHOUT_CDKTF.includes(room) ? [CDKTF] : []),
    ...(PURE.includes(room)
      ? [{ group: INPUT_AND_OUTPUT, message: `${room} is a pure function of its input.` }]
      : []),
  ];
}

module.exports = ts.config(
  {
    ignores: [
      '**/node_modules/',
      'dist/',
      'cdktf.out/',
      'packages/provider-libvirt/',
      'lab/run/',
      'docs/api/',
    ],
  },
  js.configs.recommended,
  ...ts.configs.strict,
  {
    files: ['**/*.js'],
    languageOptions: {
      sourceType: 'commonjs',
      globals: {
        module: 'writable',
        require: 'readonly',
        process: 'readonly',
        __dirname: 'readonly',
        console: 'readonly',
      },
    },
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
  {
    files: ['**/*.ts'],
    plugins: { 'import-x': importX },
    rules: {
      'import-x/first': 'error',
      'import-x/newline-after-import': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_' },
      ],
    },
  },
  {
    // A test states what it knows to be there.
    files: ['test/**/*.ts'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  {
    files: ['main.ts', 'lib/**/*.ts', 'stacks/**/*.ts', 'fleet/**/*.ts', 'cli/**/*.ts'],
    plugins: { boundaries, 'import-x': importX },
    settings: {
      'import/resolver': { typescript: true },
      'import-x/resolver-next': [createTypeScriptImportResolver()],
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts'] },
      'import-x/extensions': ['.ts'],
      'boundaries/elements': [
        ...programs.map((program) => ({ type: 'program', pattern: program, mode: 'full' })),
        ...Object.keys(rooms).map((room) => ({ type: room, pattern: `${room}/**`, mode: 'full' })),
      ],
      'boundaries/dependency-nodes': ['import', 'dynamic-import', 'export'],
    },
    rules: {
      'import-x/no-cycle': 'error',
      'boundaries/no-unknown-files': 'error',
      'boundaries/element-types': [
        'error',
        {
          default: 'disallow',
          message:
            'Imports go one way: ${file.type} may not import ${dependency.type} (eslint.config.js)',
          rules: [
            { from: 'program', allow: [...Object.keys(rooms), 'program'] },
            ...Object.entries(rooms).map(([from, allow]) => ({ from, allow: [from, ...allow] })),
          ],
        },
      ],
    },
  },
  {
    // What is printed comes from hosts and files: one module writes it, without what would steer a terminal.
    files: ['main.ts', 'lib/**/*.ts', 'stacks/**/*.ts', 'fleet/**/*.ts', 'cli/**/*.ts'],
    ignores: ['cli/report/output.ts'],
    rules: {
      'no-console': 'error',
      'no-restricted-syntax': [
        'error',
        ...[
          '[callee.object.name=/stream|stdout|stderr/i]',
          '[callee.object.property.name=/stream|stdout|stderr/i]',
        ].map((object) => ({
          selector: `CallExpression[callee.property.name='write']${object}`,
          message: 'Print by cli/report/output.ts.',
        })),
      ],
    },
  },
  ...Object.keys(rooms).map((room) => ({
    files: [`${room}/**/*.ts`],
    rules: { 'no-restricted-imports': ['error', { patterns: restricted(room) }] },
  })),
);
