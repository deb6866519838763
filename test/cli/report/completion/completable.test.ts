import { program } from '../../../../cli/program';
import { BY_NAME, completable } from '../../../../cli/report/completion/completable';
import { zshCompletion } from '../../../../cli/report/completion/zsh';

const COMMANDS = completable(program()).commands;

test('it is decided for the values of every option and argument what completes them', () => {
  const values = COMMANDS.flatMap((command) => [
    ...command.options.flatMap(({ value }) => value ?? []),
    ...command.arguments,
  ]);
  const byName = values.filter(({ completion }) => typeof completion === 'string');
  expect(byName.map(({ name }) => name).filter((name) => !(name in BY_NAME))).toEqual([]);
});

test('the script for zsh has every command with its options, texts and values', () => {
  const script = zshCompletion(completable(program()));
  for (const { name, options } of COMMANDS) {
    const part = script.split(`\n    ${name})\n`)[1]?.split('\n      ;;')[0];
    for (const { flags } of options) for (const flag of flags) expect(part).toContain(flag);
  }
  for (const spec of [
    "'--config=[the quantum_server_config.xml (default\\: QUANTUM_KVM_CONFIG, else the one in the current folder)]:file:_files'",
    "'*--allow=[do also what means this for a guest; may be repeated or joined by commas]:consequence:_values -s , consequence restart shutdown reinstall data-loss'",
    "'--watch=[ask again after so many seconds, 1 to 86400, until Ctrl-C (default\\: 30)]::seconds: '",
    "'--hosts=[these hosts alone, written like kvm.host.range]:range:_quantum-kvm_host_list'",
    '\'--out=[keep the plans for "deploy --plan"]:folder:_files -/\'',
    "'1:shell:(bash zsh)'",
    "'1::host:_quantum-kvm_hosts'",
    String.raw`'--vnc[the display\: a tunnel for a VNC viewer]'`,
    String.raw`'console:open the serial console of a host'\''s VM, or its display, through SSH'`,
  ]) {
    expect(script).toContain(spec);
  }
});
