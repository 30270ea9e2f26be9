import { type Port, portInbox } from './port.ts';

/** The part of a WebSocket that browsers and the `ws` package agree on. */
interface WebSocketLike {
  readonly readyState: number;
  send(data: string): void;
  close(): void;
  addEventListener(type: 'open' | 'close', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
}

const connecting = 0;
const openState = 1;

/**
 * Makes a port of a WebSocket whose text frames are JSON; anything else closes it.
 * `token` goes first and bare: the server reads it before it takes any message.
 */
export function webSocketPort(socket: WebSocketLike, token?: string): Port {
  const inbox = portInbox();
  const unsent: string[] = token === undefined ? [] : [token];
  const flush = () => {
    for (const text of unsent.splice(0)) socket.send(text);
  };
  const close = () => {
    if (socket.readyState <= openState) socket.close();
    inbox.closed();
  };

  socket.addEventListener('message', ({ data }) => {
    let message: unknown;
    try {
      message = JSON.parse(String(data));
    } catch {
      // Not JSON, so no peer of ours: there is nothing to answer.
      close();
      return;
    }
    inbox.deliver(message);
  });
  socket.addEventListener('close', () => inbox.closed());
  if (socket.readyState === connecting) socket.addEventListener('open', flush);
  else flush();

  return {
    send(message) {
      const text = JSON.stringify(message);
      if (inbox.isClosed) return;
      if (socket.readyState === connecting) unsent.push(text);
      else socket.send(text);
    },
    onMessage: inbox.onMessage,
    onClose: inbox.onClose,
    close,
  };
}
