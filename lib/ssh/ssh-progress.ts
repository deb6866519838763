import { Socket } from 'node:net';
import { Client, ConnectConfig } from 'ssh2';
import { Mismatch, algorithmMismatch } from './failure/algorithm-lists';

/** Of each direction: the greetings and the lists of algorithms. */
const KEPT_BYTES = 32 * 1024;

/** How far a connection has come: what its failure means depends on that, not on the words of an error. */
export class SshProgress {
  readonly socket = new Socket();
  isConnected = false;
  /** The keys are exchanged: the host has proven which one it is. */
  isExchanged = false;
  isLoggedIn = false;
  /** The key that the host has shown, accepted or not: `ssh-ed25519 AAAA…`. */
  hostKey?: string;
  /** Methods of login that were tried, and what the host would take. */
  readonly tried: string[] = [];
  offered: readonly string[] = [];
  /** What the host says to everybody who logs in. */
  banner = '';
  private sent = Buffer.alloc(0);
  private received = Buffer.alloc(0);

  /**
   * Connects a client and follows it.
   *
   * @param config without `sock`, which is that of this connection
   * @throws what ssh2 refuses of the configuration
   */
  connect(client: Client, config: ConnectConfig, host: string, port: number): void {
    const { socket } = this;
    socket.setNoDelay(true);
    socket.connect({ host, port });
    client.connect({ ...config, sock: socket });
    client.on('connect', () => (this.isConnected = true));
    client.on('handshake', () => (this.isExchanged = true));
    client.on('ready', () => (this.isLoggedIn = true));
    client.on('banner', (text) => (this.banner = text));
    // ssh2 has stopped the stream until it is ready to read, and this does not start it.
    socket.on('data', (part: Buffer) => (this.received = kept(this.received, part)));
    const write = socket.write.bind(socket) as (...args: unknown[]) => boolean;
    socket.write = ((part: Buffer, ...more: unknown[]) => {
      this.sent = kept(this.sent, Buffer.from(part));
      return write(part, ...more);
    }) as typeof socket.write;
  }

  /** What the other side said first; empty: nothing. */
  get greeting(): string {
    return this.received.subarray(0, 256).toString('latin1');
  }

  get isSsh(): boolean {
    return this.received.includes('SSH-');
  }

  get mismatch(): Mismatch | undefined {
    return this.isExchanged ? undefined : algorithmMismatch(this.sent, this.received);
  }
}

function kept(known: Buffer, part: Buffer): Buffer<ArrayBuffer> {
  const room = KEPT_BYTES - known.length;
  return room > 0 ? Buffer.concat([known, part.subarray(0, room)]) : Buffer.from(known);
}
