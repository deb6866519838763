import { once } from 'node:events';
import { AddressInfo, Server, Socket, createServer } from 'node:net';

/** A host that greets as an SSH server does, until it is shut down, and talks to nobody. */
export class Greeter {
  private readonly sockets: Socket[] = [];
  private readonly server: Server = createServer((socket) => {
    this.sockets.push(socket);
    socket.on('error', () => undefined);
    socket.on('data', () => socket.destroy());
    socket.write('SSH-2.0-test\r\n');
  });

  /** The port it listens at. */
  async listen(address: string): Promise<number> {
    this.server.listen(0, address);
    await once(this.server, 'listening');
    return (this.server.address() as AddressInfo).port;
  }

  async shutDown(): Promise<void> {
    if (!this.server.listening) return;
    this.sockets.forEach((socket) => socket.destroy());
    this.server.close();
    await once(this.server, 'close');
  }
}
