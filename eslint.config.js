const js = require('@eslint/js');
const ts = require('typescript-eslint');

/** Folders in dependency order: each may import only itself and those before it. */
const order = [
  'lib/config',
  'lib/facts',
  'lib/plan',
  'lib/constructs',
  'stacks',
  'lib/fleet',
  'lib/cli',
];

const named = (folder) => folder.replace('lib/', '');
const inwardOnly = order.map((folder, i) => ({
  files: [`${folder}/**/*.ts`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          ...order.slice(i + 1).map((later) => ({
            group: [`**/${named(later)}`, `**/${named(later)}/**`],
            message: `${folder} comes before ${later}: imports go one way (docs/decisions).`,
          })),
          ...(folder === 'lib/constructs'
            ? []
            : [
                {
                  group: ['@cdktf/provider-*'],
                  message: 'Generated bindings stay behind lib/constructs.',
                },
              ]),
          ...(i <= 2
            ? [{ group: ['cdktf', 'constructs'], message: `${folder} knows nothing of CDKTF.` }]
            : []),
          ...(folder === 'lib/plan'
            ? [
                {
                  group: ['fs', 'node:*', 'child_process', 'os', 'net'],
                  message: 'plans are pure.',
                },
              ]
            : []),
        ],
      },
    ],
  },
}));

module.exports = ts.config(
  {
    ignores: ['**/node_modules/', 'dist/', 'cdktf.out/', 'packages/provider-libvirt/', 'lab/run/'],
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
    rules: {
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
  ...inwardOnly,
);
