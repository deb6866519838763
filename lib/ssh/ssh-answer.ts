import { Socket } from 'node:net';

/** Characters that are kept of what comes before a server says what it is. */
const LONGEST_GREETING = 1024;

/** A server greets first, so one that is up is known to be long before the login is done. */
export function expectAnswer(
  socket: Socket,
  seconds: number | undefined,
  giveUp: (hasSaidAnything: boolean) => void,
): void {
  if (seconds === undefined) return;
  let said = '';
  const timer = setTimeout(() => giveUp(said !== ''), seconds * 1000);
  const hear = (data: Buffer) => {
    said = `${said}${data.toString('latin1')}`.slice(-LONGEST_GREETING);
    if (!said.includes('SSH-')) return;
    clearTimeout(timer);
    socket.off('data', hear);
  };
  socket.on('data', hear).once('close', () => clearTimeout(timer));
}
