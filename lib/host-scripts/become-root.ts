import { CheckRecord, parseRecords } from './check-record';

const REFUSAL =
  '\\nFAIL\\thost.sudo\\tlogin %s cannot become root: %s\\trun \\"echo %s ALL=NOPASSWD:EXEC:ALL >/etc/sudoers.d/zz-quantum-kvm && chmod 440 /etc/sudoers.d/zz-quantum-kvm\\" as root on the host, or set login.name to root\\n';

/**
 * Shell that goes on as root by sudo, or says as a record, like those of the scripts, that it may not. sudo is
 * asked first for one program: its exit code decides, and its words, in English, are only repeated. Without single
 * quotes, `!` and line ends, so that it may stand between single quotes for a login shell of any kind.
 *
 * @param command that sudo runs
 */
export function throughSudo(command: string): string {
  return [
    `said=$(echo "env true" | LC_ALL=C sudo -n sh -s 2>&1) && exec sudo -n ${command}`,
    // Of a shell that may not start what it finds.
    'case $? in 126 | 127) said="noexec in the rules of sudo lets it start no program: $said" ;; esac',
    'login=$(id -un)',
    'said=$(printf %s "$said" | tr -s "[:cntrl:]" " " | cut -c 1-300)',
    `printf "${REFUSAL}" "$login" "$said" "$login"`,
    // As for the records of the scripts: they must have arrived before the end.
    'sleep 2',
    'exit 1',
  ].join('; ');
}

/** The record of {@link throughSudo}, the last that came, that the login does not become root; undefined: it does. */
export function sudoRefusal(ran: {
  readonly stdout: string;
  readonly exitCode: number | undefined;
}): CheckRecord | undefined {
  if (ran.exitCode === 0) return undefined;
  const records = parseRecords(ran.stdout);
  return records.findLast(({ id, verdict }) => id === 'host.sudo' && verdict === 'fail');
}
