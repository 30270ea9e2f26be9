import type { Socket } from 'node:net';
import { type Port, portInbox } from '../../shared/contract/port.ts';

const newline = 0x0a;

/**
 * Makes a port of a stream socket: one JSON value per line (JSON text has no raw newline in it).
 * A line of more than `limit` bytes, or one that is not JSON, closes it.
 */
export function socketPort(socket: Socket, limit: number): Port {
  const inbox = portInbox();
  let parts: Buffer[] = [];
  let size = 0;
  const close = () => {
    socket.destroySoon();
    inbox.closed();
  };

  const takeLine = (line: string) => {
    let message: unknown;
    try {
      message = JSON.parse(line);
    } catch {
      // Not JSON, so no peer of ours: there is nothing to answer.
      close();
      return;
    }
    inbox.deliver(message);
  };
  socket.on('data', (chunk: Buffer) => {
    let rest = chunk;
    for (let end = rest.indexOf(newline); end >= 0 && !inbox.isClosed; end = rest.indexOf(newline)) {
      const line = Buffer.concat([...parts, rest.subarray(0, end)]);
      parts = [];
      size = 0;
      rest = rest.subarray(end + 1);
      if (line.length > limit) close();
      else takeLine(line.toString('utf8'));
    }
    if (rest.length > 0) parts.push(rest);
    size += rest.length;
    if (size > limit || inbox.isClosed) {
      parts = [];
      close();
      socket.destroy();
    }
  });
  // The close event follows; what went wrong with a local socket tells nobody anything more.
  socket.on('error', () => socket.destroy());
  socket.on('end', close);
  socket.on('close', () => inbox.closed());

  return {
    send(message) {
      const line = `${JSON.stringify(message)}\n`;
      if (!inbox.isClosed && socket.writable) socket.write(line);
    },
    onMessage: inbox.onMessage,
    onClose: inbox.onClose,
    close,
  };
}
