import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

export interface FlakyProxyOptions {
  /** Where clients connect. */
  readonly listenPath: string;
  /** The unix socket of the real server. */
  readonly targetPath: string;
  /** Passes the server's bytes on in pieces of this many bytes, each in a turn of its own; whole when not given. */
  readonly pieceBytes?: number;
  /** Cuts each connection after this many bytes from the server; never when not given. */
  readonly cutAfterBytes?: number;
}

/** A unix socket proxy that does to a connection what a bad day does. */
export interface FlakyProxy extends AsyncDisposable {
  readonly path: string;
  /** Keeps what clients send from the server until `release`. */
  hold(): void;
  /** Keeps what clients send from the moment on that it holds one of `texts`, until `release`. */
  holdFrom(...texts: readonly (string | Buffer)[]): void;
  /** Resolves once something was kept back by `holdFrom`. */
  held(): Promise<void>;
  release(): void;
  /** Breaks all connections at once; new ones are served. */
  cut(): void;
}

async function pump(from: Socket, to: Socket, options: FlakyProxyOptions): Promise<void> {
  let left = options.cutAfterBytes ?? Number.POSITIVE_INFINITY;
  const step = options.pieceBytes ?? Number.POSITIVE_INFINITY;
  for await (const chunk of from) {
    const bytes: Uint8Array = chunk;
    for (let at = 0; at < bytes.length; at += step) {
      const piece = bytes.subarray(at, Math.min(at + step, bytes.length, at + left));
      to.write(piece);
      left -= piece.length;
      if (left <= 0) {
        to.end(() => from.destroy());
        return;
      }
      if (Number.isFinite(step)) await new Promise(setImmediate);
    }
  }
  to.end();
}

/** Listens when this resolves; `await using` ends it with all its connections. */
export async function startFlakyProxy(options: FlakyProxyOptions): Promise<FlakyProxy> {
  const sockets = new Set<Socket>();
  let opened: Promise<void> = Promise.resolve();
  let open: () => void = () => undefined;
  let awaited: {
    readonly texts: readonly (string | Buffer)[];
    readonly seen: PromiseWithResolvers<void>;
  } | null = null;

  const hold = () => {
    const gate = Promise.withResolvers<void>();
    opened = gate.promise;
    open = gate.resolve;
  };

  const keep = (socket: Socket) => {
    sockets.add(socket);
    // A broken connection is what this proxy is for; its other end is closed with it.
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  };
  const server = createServer((client) => {
    const target = connect(options.targetPath);
    keep(client);
    keep(target);
    client.on('close', () => target.destroy());
    target.on('close', () => client.end());
    client.on('data', (bytes) => {
      if (awaited?.texts.some((text) => bytes.includes(text)) === true) {
        const { seen } = awaited;
        hold();
        seen.resolve();
      }
      void opened.then(() => target.write(bytes));
    });
    pump(target, client, options).catch(() => client.destroy());
  });
  server.listen(options.listenPath);
  await once(server, 'listening');

  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    path: options.listenPath,
    hold,
    holdFrom: (...texts) => {
      awaited = { texts, seen: Promise.withResolvers<void>() };
    },
    held: async () => await awaited?.seen.promise,
    release: () => {
      awaited = null;
      open();
    },
    cut,
    [Symbol.asyncDispose]: async () => {
      open();
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}
