import { Server, Socket, createServer } from 'node:net';

/** Numbers of libvirt's src/remote/remote_protocol.x. */
const PROCEDURES = {
  connectOpen: 1,
  domainGetXmlDesc: 14,
  domainLookupByName: 23,
  domainLookupByUuid: 24,
  networkGetXmlDesc: 43,
  networkGetAutostart: 44,
  networkLookupByName: 46,
  authList: 66,
  storagePoolRefresh: 83,
  storagePoolLookupByName: 84,
  storageVolLookupByName: 95,
  storageVolGetXmlDesc: 99,
  networkIsActive: 152,
  storagePoolIsActive: 154,
  storageVolDownload: 209,
  domainGetState: 212,
} as const;

export type Procedure = keyof typeof PROCEDURES;

const HEADER = 28;
const REPLY = 1;
export const STREAM = 3;
const OK = 0;
const ERROR = 1;
export const CONTINUE = 2;

/** A call, and what the daemon can do about it. */
export class Call {
  constructor(
    private readonly socket: Socket,
    private readonly header: Buffer,
    readonly body: Buffer,
  ) {}

  get procedure(): number {
    return this.header.readUInt32BE(12);
  }

  get serial(): number {
    return this.header.readUInt32BE(20);
  }

  /** An answer of this body; @returns whether the connection takes more at once */
  reply(body: Buffer = Buffer.alloc(0)): boolean {
    return this.send({ kind: REPLY, status: OK }, body);
  }

  fail(code: number, message: string): boolean {
    const level = [2, 0, 0, 0, 0, 0, 0, 0];
    const body = Buffer.concat([words(code, 10, 1), text(message), words(...level)]);
    return this.send({ kind: REPLY, status: ERROR }, body);
  }

  /** A packet in answer to this call, or to another. */
  send(
    { kind, status, serial = this.serial }: { kind: number; status: number; serial?: number },
    body: Buffer = Buffer.alloc(0),
  ): boolean {
    if (this.socket.destroyed) return false;
    const header = Buffer.from(this.header);
    header.writeUInt32BE(HEADER + body.length, 0);
    [kind, serial, status].forEach((word, i) => header.writeUInt32BE(word, 16 + 4 * i));
    return this.socket.write(Buffer.concat([header, body]));
  }

  /** Raw bytes. */
  write(bytes: Buffer): boolean {
    return !this.socket.destroyed && this.socket.write(bytes);
  }

  /** Sends as long as the client reads. */
  pour(next: () => boolean): void {
    const more = (): void => {
      while (!this.socket.destroyed && next());
    };
    this.socket.on('drain', more);
    more();
  }
}

export type Behaviour = (call: Call) => void;

/** A libvirt daemon on a socket, which knows nothing, and does what it is told to with the calls that it is given. */
export class Libvirtd {
  readonly asked: number[] = [];
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();
  private behaviours: Partial<Record<Procedure, Behaviour>> = {};

  private constructor() {
    this.server = createServer((socket) => this.serve(socket));
  }

  static async listen(path: string): Promise<Libvirtd> {
    const daemon = new Libvirtd();
    await new Promise<void>((listening) => daemon.server.listen(path, listening));
    return daemon;
  }

  /** From now on; all else is answered as by a libvirt that has no VM, network or pool. */
  does(behaviours: Partial<Record<Procedure, Behaviour>>): void {
    this.behaviours = behaviours;
    this.asked.length = 0;
  }

  async close(): Promise<void> {
    this.sockets.forEach((socket) => socket.destroy());
    await new Promise((closed) => this.server.close(closed));
  }

  private serve(socket: Socket): void {
    this.sockets.add(socket);
    let received = Buffer.alloc(0);
    socket.on('error', () => undefined);
    socket.on('close', () => this.sockets.delete(socket));
    socket.on('data', (data: Buffer) => {
      received = Buffer.concat([received, data]);
      while (received.length >= HEADER && received.length >= received.readUInt32BE(0)) {
        const length = received.readUInt32BE(0);
        const call = new Call(
          socket,
          received.subarray(0, HEADER),
          received.subarray(HEADER, length),
        );
        received = received.subarray(length);
        this.answer(call);
      }
    });
  }

  private answer(call: Call): void {
    this.asked.push(call.procedure);
    const names = Object.keys(PROCEDURES) as Procedure[];
    const name = names.find((candidate) => PROCEDURES[candidate] === call.procedure);
    const behaviour = name && (this.behaviours[name] ?? HONEST[name]);
    if (behaviour) behaviour(call);
    else call.fail(1, `procedure ${call.procedure} is not known here`);
  }
}

/** Error codes of libvirt's include/libvirt/virterror.h. */
const NO_DOMAIN = 42;
const NO_NETWORK = 43;
const NO_POOL = 49;

const HONEST: Partial<Record<Procedure, Behaviour>> = {
  authList: (call) => call.reply(words(1, 0)),
  connectOpen: (call) => call.reply(),
  domainLookupByName: (call) => call.fail(NO_DOMAIN, 'no such VM'),
  domainLookupByUuid: (call) => call.fail(NO_DOMAIN, 'no such VM'),
  networkLookupByName: (call) => call.fail(NO_NETWORK, 'no such network'),
  storagePoolLookupByName: (call) => call.fail(NO_POOL, 'no such pool'),
  networkIsActive: (call) => call.reply(words(1)),
  networkGetAutostart: (call) => call.reply(words(1)),
  domainGetState: (call) => call.reply(words(5, 0)),
};

/** Numbers as XDR has them. */
export function words(...numbers: readonly number[]): Buffer {
  const body = Buffer.alloc(4 * numbers.length);
  numbers.forEach((number, i) => body.writeUInt32BE(number, 4 * i));
  return body;
}

/** A string as XDR has it. */
export function text(content: string): Buffer {
  const bytes = Buffer.from(content);
  const filled = Buffer.alloc(Math.ceil(bytes.length / 4) * 4);
  bytes.copy(filled);
  return Buffer.concat([words(bytes.length), filled]);
}

/** A UUID as XDR has it. */
export function uuidBytes(uuid: string): Buffer {
  return Buffer.from(uuid.replaceAll('-', ''), 'hex');
}
