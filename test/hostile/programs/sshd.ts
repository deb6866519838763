import { AddressInfo, Server as NetServer, Socket, connect, createServer } from 'node:net';
import { AuthContext, Connection, KeyboardAuthContext, Server } from 'ssh2';
import { KeyPair } from '../../ssh/ssh-host';

/** What the server does instead of letting somebody log in. */
export type Misdeed = keyof typeof MISDEEDS | keyof typeof RAW;

/** A prompt of keyboard-interactive, and who answers it. */
const PROMPT = { prompt: 'Password: ', echo: false };
const FLOOD = 'x'.repeat(30_000);
const STEERING = `\u001b[2J\u202e\u2028\r\n[1/1] 127.0.0.1 passed${FLOOD.slice(0, 20_000)}`;
const METHODS = ['publickey', 'password', 'keyboard-interactive'] as never[];
const BY_PROMPT = ['keyboard-interactive'] as never[];

/** ssh2's own view of a connection: what its server would never send must be sent below it. */
interface Wire {
  readonly _packetRW: {
    readonly write: {
      readonly allocStart: number;
      alloc(size: number): Buffer;
      finalize(packet: Buffer): Buffer;
    };
  };
  readonly _cipher: { encrypt(packet: Buffer): void };
  authFailure(methods: readonly string[], isPartial: boolean): void;
}

type Authenticate = (server: HostileSshd, context: AuthContext, wire: Wire) => void;

const MISDEEDS = {
  'prompts without end': onPrompt((server, context) => ask(server, context, [PROMPT])),
  'prompts with echo': onPrompt((server, context) =>
    ask(server, context, [{ prompt: 'Password: ', echo: true }]),
  ),
  'two prompts at once': onPrompt((server, context) => ask(server, context, [PROMPT, PROMPT])),
  'a thousand prompts at once': onPrompt((server, context) =>
    ask(server, context, Array<typeof PROMPT>(1000).fill(PROMPT)),
  ),
  'requests without prompts': onPrompt((server, context) => ask(server, context, [])),
  'partial success without end': (_server, context) => {
    if (context.method === 'none') context.reject(METHODS);
    else context.reject(METHODS, true);
  },
  'failures nobody asked for': (_server, _context, wire) => {
    for (let i = 0; i < 200; i++) wire.authFailure(METHODS, i % 2 === 0);
  },
  'a flood of banners': (_server, _context, wire) => {
    const flood = setInterval(() => {
      try {
        for (let i = 0; i < 20; i++) banner(wire, `\u001b[2J${FLOOD}`);
      } catch {
        clearInterval(flood);
      }
    }, 1);
    flood.unref();
  },
  'a farewell that steers': (_server, _context, wire) => farewell(wire, STEERING),
  'no answer to a login': () => undefined,
} satisfies Record<string, Authenticate>;

const GREETING = 'SSH-2.0-hostile\r\n';

/** Servers that do not speak SSH to the end. */
const RAW = {
  silence: () => undefined,
  'a greeting and then silence': (socket: Socket) => void socket.write(GREETING),
  'lines before the greeting without end': (socket: Socket) => forever(socket, 'hello\r\n'),
  'a greeting line without end': (socket: Socket) => forever(socket, 'SSH-2.0-'),
  'a packet of four gibibytes': (socket: Socket) =>
    void socket.write(Buffer.concat([Buffer.from(GREETING), Buffer.alloc(64, 0xff)])),
  'packets of nothing': (socket: Socket) =>
    void socket.write(Buffer.concat([Buffer.from(GREETING), Buffer.alloc(4096)])),
  'another protocol': (socket: Socket) => void socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'),
  'an old protocol': (socket: Socket) => void socket.write('SSH-1.5-old\r\n'),
  'an end at once': (socket: Socket) => void socket.destroy(),
} satisfies Record<string, (socket: Socket) => void>;

/** An SSH server that does one thing wrong, and remembers all that it was sent. */
export class HostileSshd {
  /** Methods of login that were tried, without the query. */
  readonly attempts: string[] = [];
  /** Answers and passwords that it was given. */
  readonly secrets: string[] = [];
  private readonly listener: NetServer;
  private readonly sockets = new Set<Socket>();

  constructor(
    misdeed: Misdeed,
    readonly hostKey = new KeyPair(),
  ) {
    const raw = (RAW as Record<string, (socket: Socket) => void>)[misdeed];
    const authenticate = (MISDEEDS as Record<string, Authenticate>)[misdeed];
    const server = new Server({ hostKeys: [hostKey.privateKey] }, (connection) =>
      this.serve(connection, authenticate),
    );
    this.listener = createServer((socket) => {
      this.sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => this.sockets.delete(socket));
      if (raw) raw(socket);
      else server.injectSocket(socket);
    });
  }

  /** The port it listens at. */
  async listen(address = '127.0.0.1', port = 0): Promise<number> {
    await new Promise<void>((resolve) => this.listener.listen(port, address, resolve));
    return (this.listener.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.listener.close(resolve));
  }

  private serve(connection: Connection, authenticate: Authenticate | undefined): void {
    const wire = (connection as unknown as { _protocol: Wire })._protocol;
    connection.on('error', () => undefined);
    connection.on('authentication', (context) => {
      if (context.method !== 'none') this.attempts.push(context.method);
      if (context.method === 'password') this.secrets.push(context.password);
      authenticate?.(this, context, wire);
    });
  }
}

/** A way to a server that leads elsewhere, or ends. */
export class Relay {
  private readonly listener: NetServer;
  private readonly sockets = new Set<Socket>();
  private connections = 0;

  /**
   * @param portOf where the connection of this number, from 0, leads
   * @param limitBytes of the server, after which the connection is broken off. @default - none
   */
  constructor(portOf: (connection: number) => number, limitBytes = Infinity) {
    this.listener = createServer((client) => {
      const server = connect(portOf(this.connections++), '127.0.0.1');
      let left = limitBytes;
      for (const socket of [client, server]) {
        this.sockets.add(socket);
        socket.on('error', () => undefined);
      }
      client.on('data', (data) => server.write(data));
      server.on('data', (data) => {
        client.write(data.subarray(0, left));
        left -= data.length;
        if (left <= 0) client.end();
      });
      client.on('close', () => server.destroy());
      server.on('close', () => client.destroy());
    });
  }

  async listen(): Promise<number> {
    await new Promise<void>((resolve) => this.listener.listen(0, '127.0.0.1', resolve));
    return (this.listener.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.listener.close(resolve));
  }
}

/** Wants the login by keyboard-interactive, and does this then. */
function onPrompt(then: (server: HostileSshd, context: KeyboardAuthContext) => void): Authenticate {
  return (server, context) => {
    if (context.method === 'keyboard-interactive') then(server, context);
    else context.reject(BY_PROMPT);
  };
}

/** Asks, and asks again after each answer. */
function ask(
  server: HostileSshd,
  context: KeyboardAuthContext,
  prompts: readonly { prompt: string; echo: boolean }[],
): void {
  context.prompt([...prompts], (answers: string[]) => {
    server.secrets.push(...answers);
    setImmediate(() => ask(server, context, prompts));
  });
}

/** SSH_MSG_USERAUTH_BANNER (RFC 4252, 5.4), which ssh2 sends once. */
function banner({ _packetRW: { write }, _cipher }: Wire, text: string): void {
  const at = write.allocStart;
  const length = Buffer.byteLength(text);
  const packet = write.alloc(1 + 4 + length + 4);
  packet[at] = 53;
  packet.writeUInt32BE(length, at + 1);
  packet.write(text, at + 5);
  packet.writeUInt32BE(0, at + 5 + length);
  _cipher.encrypt(write.finalize(packet));
}

/** SSH_MSG_DISCONNECT (RFC 4253, 11.1), with a text of its own. */
function farewell({ _packetRW: { write }, _cipher }: Wire, text: string): void {
  const at = write.allocStart;
  const length = Buffer.byteLength(text);
  const packet = write.alloc(1 + 4 + 4 + length + 4);
  packet[at] = 1;
  packet.writeUInt32BE(2, at + 1);
  packet.writeUInt32BE(length, at + 5);
  packet.write(text, at + 9);
  packet.writeUInt32BE(0, at + 9 + length);
  _cipher.encrypt(write.finalize(packet));
}

function forever(socket: Socket, text: string): void {
  const flood = setInterval(() => {
    if (socket.writable && socket.writableLength < 1_000_000) socket.write(text.repeat(1000));
    if (socket.destroyed) clearInterval(flood);
  }, 1);
  flood.unref();
}
