import {
  meaningChanging,
  permitPowerCut,
  terraformEnvironment,
  variablesLeftOut,
} from '../../../lib/node/terraform/terraform-environment';

const serving = {
  PATH: '/usr/bin',
  HOME: '/root',
  TMPDIR: '/var/tmp',
  LANG: 'de_DE.UTF-8',
  SSH_AUTH_SOCK: '/run/agent',
  HTTPS_PROXY: 'http://proxy:3128',
  NO_PROXY: 'localhost',
  AWS_SECRET_ACCESS_KEY: 'secret',
  TF_CLI_CONFIG_FILE: __filename,
  TERRAFORM_CONFIG: __filename,
  TERRAFORM_BINARY_NAME: 'tofu',
  TF_PLUGIN_CACHE_DIR: '/var/cache/terraform',
  TF_TOKEN_app_terraform_io: 'secret',
  TF_HTTP_PASSWORD: 'secret',
  TF_LOG: 'debug',
  TF_LOG_PROVIDER: 'trace',
  TF_LOG_SDK_PROTO: 'trace',
  QK_UPLOAD_SLOTS: '/run/slots',
};

test('what serves Terraform passes, and nothing is said of it', () => {
  expect(terraformEnvironment(serving)).toMatchObject(serving);
  expect(variablesLeftOut(serving)).toEqual([]);
});

test.each([
  'TF_WORKSPACE',
  'TF_DATA_DIR',
  'TF_CLI_ARGS',
  'TF_CLI_ARGS_plan',
  'TF_REATTACH_PROVIDERS',
  'TF_STATE_PERSIST_INTERVAL',
  'TF_ENCRYPTION',
  'TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE',
  'TF_HTTP_ADDRESS',
  'TF_CLOUD_ORGANIZATION',
  'TF_OF_A_LATER_VERSION',
  'TOFU_OF_A_LATER_VERSION',
  'TERRAFORM_OF_A_LATER_VERSION',
  'PLUGIN_PROTOCOL_VERSIONS',
])('%s does not pass, is named, and keeps cdktf from being synthesized for', (name) => {
  const inherited = { [name]: 'harmful' };
  expect(Object.values(terraformEnvironment(inherited))).not.toContain('harmful');
  expect(variablesLeftOut(inherited)).toEqual([name]);
  expect(meaningChanging(inherited)).toEqual([name]);
});

test('a CLI configuration that is not there is replaced by an empty one, of which no warning is printed', () => {
  const missing = { TF_CLI_CONFIG_FILE: '/nonexistent/rc', TERRAFORM_CONFIG: '/nonexistent/rc' };
  const empty = { TF_CLI_CONFIG_FILE: '/dev/null', TERRAFORM_CONFIG: '/dev/null' };
  expect(terraformEnvironment(missing)).toMatchObject(empty);
  expect(variablesLeftOut(missing)).toEqual([]);
  expect(terraformEnvironment({ TF_CLI_CONFIG_FILE: '' })).toMatchObject({
    TF_CLI_CONFIG_FILE: '',
  });
});

test.each(['TF_VAR_region', 'TF_LOG_PATH'])(
  '%s does not pass and is named; the stacks mean the same with it',
  (name) => {
    expect(terraformEnvironment({ [name]: 'x' })).not.toHaveProperty(name);
    expect(variablesLeftOut({ [name]: 'x' })).toEqual([name]);
    expect(meaningChanging({ [name]: 'x' })).toEqual([]);
  },
);

test.each([
  { TF_INPUT: 'true' },
  { TF_IN_AUTOMATION: '' },
  { TF_WORKSPACE: 'default' },
  { TF_DATA_DIR: '' },
])('%j asks for nothing else than what is done', (inherited) =>
  expect(variablesLeftOut(inherited)).toEqual([]),
);

test('Terraform works on the state of the stack, asks nobody, and may replace disks', () => {
  expect(terraformEnvironment({ TF_WORKSPACE: 'prod', TF_INPUT: '1' })).toMatchObject({
    TF_WORKSPACE: 'default',
    TF_INPUT: '0',
    TF_IN_AUTOMATION: '1',
    CHECKPOINT_DISABLE: '1',
    QUANTUM_KVM_REPLACE_DISKS: 'yes',
  });
});

test('what the caller has of the provider’s permissions permits nothing', () => {
  const wishes = { QUANTUM_KVM_CUT_POWER: 'yes', QUANTUM_KVM_DESTROY: 'yes' };
  const refused = { QUANTUM_KVM_CUT_POWER: 'no', QUANTUM_KVM_DESTROY: 'no' };
  expect(terraformEnvironment(wishes)).toMatchObject(refused);
  permitPowerCut(true);
  expect(terraformEnvironment({})).toMatchObject({ ...refused, QUANTUM_KVM_CUT_POWER: 'yes' });
  permitPowerCut(false);
  expect(terraformEnvironment(wishes)).toMatchObject(refused);
});
