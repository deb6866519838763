import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Algorithms, AuthContext, Connection, Server, ServerChannel, utils } from 'ssh2';

/** A key pair made by ssh-keygen. */
export class KeyPair {
  readonly privateKey: Buffer;
  /** `ssh-ed25519 AAAA…` */
  readonly publicKey: string;

  constructor(type = 'ed25519', passphrase = '') {
    const folder = mkdtempSync(join(tmpdir(), 'key-pair-'));
    const file = join(folder, 'key');
    execFileSync('ssh-keygen', ['-q', '-t', type, '-N', passphrase, '-C', '', '-f', file]);
    this.privateKey = readFileSync(file);
    this.publicKey = readFileSync(`${file}.pub`, 'utf8').trim();
    rmSync(folder, { recursive: true });
  }
}

export interface SshHostProps {
  readonly hostKeys: readonly KeyPair[];
  readonly password?: string;
  readonly authorizedKey?: string;
  /** Asks for passwords only by keyboard-interactive. */
  readonly asksByPam?: boolean;
  /** @default - those of ssh2 */
  readonly algorithms?: Algorithms;
  /** What it says before the login. */
  readonly banner?: string;
  /** What a command does. @default - a shell runs its standard input, as root's would */
  readonly onCommand?: (channel: ServerChannel) => void;
}

/** An SSH server of its own on a loopback address, which remembers all login attempts. */
export class SshHost {
  /** `publickey root`, in the order in which they came; the query without a method is left out. */
  readonly attempts: string[] = [];
  private readonly server: Server;
  private readonly connections = new Set<Connection>();

  constructor(private readonly props: SshHostProps) {
    const hostKeys = props.hostKeys.map(({ privateKey }) => privateKey);
    const { algorithms, banner } = props;
    this.server = new Server({ hostKeys, algorithms, banner }, (connection) =>
      this.serve(connection),
    );
  }

  /** The port it listens at. */
  listen(address = '127.0.0.1', port = 0): Promise<number> {
    return new Promise((resolve) => {
      this.server.listen(port, address, () => resolve((this.server.address() as AddressInfo).port));
    });
  }

  async close(): Promise<void> {
    for (const connection of this.connections) connection.end();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private serve(connection: Connection): void {
    this.connections.add(connection);
    connection.on('authentication', (context) => this.authenticate(context));
    connection.on('error', () => undefined);
    connection.on('close', () => this.connections.delete(connection));
    connection.on('session', (accept) => {
      accept().on('exec', (acceptCommand) => (this.props.onCommand ?? runShell)(acceptCommand()));
    });
  }

  private authenticate(context: AuthContext): void {
    const { password, authorizedKey, asksByPam } = this.props;
    const methods = ['publickey', asksByPam ? 'keyboard-interactive' : 'password'] as never[];
    if (context.method !== 'none') this.attempts.push(`${context.method} ${context.username}`);
    if (context.method === 'publickey' && isKey(context.key.data, authorizedKey)) context.accept();
    else if (context.method === 'password' && !asksByPam && context.password === password)
      context.accept();
    else if (context.method === 'keyboard-interactive' && asksByPam) {
      context.prompt([{ prompt: 'Password: ', echo: false }], (answers: string[]) =>
        answers[0] === password ? context.accept() : context.reject(methods),
      );
    } else context.reject(methods);
  }
}

function isKey(wire: Buffer, publicKey: string | undefined): boolean {
  const key = publicKey === undefined ? undefined : utils.parseKey(publicKey);
  return key !== undefined && !(key instanceof Error) && key.getPublicSSH().equals(wire);
}

function runShell(channel: ServerChannel): void {
  const shell = spawn('sh', ['-s']);
  channel.pipe(shell.stdin);
  shell.stdout.on('data', (data) => channel.write(data));
  shell.stderr.on('data', (data) => channel.stderr.write(data));
  shell.on('close', (code) => {
    channel.exit(code ?? 1);
    channel.end();
  });
}
