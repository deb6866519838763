import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Algorithms, AuthContext, Connection, Server, ServerChannel, Session, utils } from 'ssh2';

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
  /** What a root shell does with the script that it is given. @default - it runs it */
  readonly onCommand?: (channel: ServerChannel) => void;
  /** What the login prints before every command. @default - nothing */
  readonly prints?: string;
  /** How long a login takes. @default 0 */
  readonly loginMilliseconds?: number;
  /** The key is not enough: the password is asked for, too. @default false */
  readonly wantsBoth?: boolean;
  /** The folder that commands begin in. @default - an empty one of its own */
  readonly home?: string;
  /** Sockets that it forwards to. @default - none */
  readonly sockets?: readonly string[];
  /** @default true */
  readonly givesTerminals?: boolean;
  /** The login is not root; what sudo does, a shell script. @default - everybody is root */
  readonly sudo?: string;
}

/** An SSH server of its own on a loopback address, which remembers all login attempts. */
export class SshHost {
  /** `publickey root`, in the order in which they came; the query without a method is left out. */
  readonly attempts: string[] = [];
  /** The commands that it was to run, in order. */
  readonly commands: string[] = [];
  /** Of the login, with nothing in it but what commands have put there. */
  readonly home: string;
  /** Its home, and programs by which everybody is root. */
  private readonly folder = mkdtempSync(join(tmpdir(), 'ssh-host-'));
  private readonly server: Server;
  private readonly connections = new Set<Connection>();

  constructor(private readonly props: SshHostProps) {
    const hostKeys = props.hostKeys.map(({ privateKey }) => privateKey);
    const { algorithms, banner } = props;
    this.home = props.home ?? join(this.folder, 'home');
    mkdirSync(this.home, { recursive: true });
    mkdirSync(join(this.folder, 'bin'));
    const uid = props.sudo === undefined ? 0 : 1000;
    this.program('id', `if [ "$1" = -u ]; then echo ${uid}; else exec /usr/bin/id "$@"; fi`);
    if (props.sudo !== undefined) this.program('sudo', props.sudo);
    this.server = new Server({ hostKeys, algorithms, banner }, (connection) =>
      this.serve(connection),
    );
  }

  private program(name: string, script: string): void {
    const file = join(this.folder, 'bin', name);
    writeFileSync(file, `#!/bin/sh\n${script}\n`);
    chmodSync(file, 0o755);
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
    rmSync(this.folder, { recursive: true, force: true });
  }

  private serve(connection: Connection): void {
    this.connections.add(connection);
    connection.on('authentication', (context) => void this.authenticate(context));
    connection.on('error', () => undefined);
    connection.on('close', () => this.connections.delete(connection));
    connection.on('session', (accept) => this.serveSession(accept()));
    connection.on('openssh.streamlocal' as 'tcpip', (accept, reject, info) => {
      const { socketPath } = info as unknown as { socketPath: string };
      if (this.props.sockets?.includes(socketPath)) accept().end();
      else reject();
    });
  }

  private serveSession(session: Session): void {
    session.on('pty', (accept, reject) =>
      this.props.givesTerminals === false ? reject?.() : accept?.(),
    );
    session.on('exec', (accept, _reject, { command }) => {
      this.commands.push(command);
      const channel = accept();
      if (this.props.prints) channel.write(this.props.prints);
      if (this.props.onCommand && command.includes('sh -s')) this.props.onCommand(channel);
      else this.runCommand(channel, command);
    });
  }

  private runCommand(channel: ServerChannel, command: string): void {
    const PATH = `${join(this.folder, 'bin')}:${process.env.PATH}`;
    const env = { ...process.env, HOME: this.home, PATH };
    const shell = spawn('sh', ['-c', command], { cwd: this.home, env });
    channel.pipe(shell.stdin);
    shell.stdin.on('error', () => undefined);
    shell.stdout.on('data', (data) => channel.write(data));
    shell.stderr.on('data', (data) => channel.stderr.write(data));
    shell.on('close', (code) => {
      channel.exit(code ?? 1);
      channel.end();
    });
  }

  private async authenticate(context: AuthContext): Promise<void> {
    const { password, authorizedKey, asksByPam, loginMilliseconds, wantsBoth } = this.props;
    if (loginMilliseconds) await setTimeout(loginMilliseconds);
    const methods = ['publickey', asksByPam ? 'keyboard-interactive' : 'password'] as never[];
    if (context.method !== 'none') this.attempts.push(`${context.method} ${context.username}`);
    if (context.method === 'publickey' && isKey(context.key.data, authorizedKey)) {
      if (wantsBoth && context.signature) context.reject(methods, true);
      else context.accept();
    } else if (context.method === 'password' && !asksByPam && context.password === password)
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
