import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { minimumPacketBytes, PacketReader } from '../../electron/libvirt-rpc/packet.ts';

export interface ProxyOptions {
  readonly listen: string;
  readonly target: string;
  /** Milliseconds that bytes take, each way; none when not given. */
  readonly latencyMs?: number;
  /** Gets each whole packet, with its length word, in the order in which it passed; connections are counted from 0. */
  readonly onFrame?: (from: 'client' | 'server', frame: Buffer, connection: number) => void;
}

export interface Proxy extends AsyncDisposable {
  /** Breaks all connections, as a network does. */
  cut(): void;
}

/** Passes bytes between unix sockets: to look at them, to slow them down, or to cut them off. */
export async function startProxy(options: ProxyOptions): Promise<Proxy> {
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer((client) => {
    const daemon = connect(options.target);
    const connection = connections++;
    pipe('client', client, daemon, connection, options);
    pipe('server', daemon, client, connection, options);
    for (const socket of [client, daemon]) {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
      // Cut connections are what this is for.
      socket.on('error', () => undefined);
    }
  });
  const cut = () => {
    for (const socket of sockets) {
      socket.destroy();
    }
  };
  await new Promise<void>((resolve) => server.listen(options.listen, resolve));
  return {
    cut,
    async [Symbol.asyncDispose]() {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function pipe(
  from: 'client' | 'server',
  source: Socket,
  sink: Socket,
  connection: number,
  options: ProxyOptions,
): void {
  const frames = new PacketReader();
  const { latencyMs = 0, onFrame } = options;
  source.on('data', (chunk) => {
    if (onFrame !== undefined) {
      for (const packet of frames.push(chunk)) {
        const { buffer, byteOffset, length } = packet.payload;
        const start = byteOffset - minimumPacketBytes;
        onFrame(from, Buffer.from(new Uint8Array(buffer, start, length + minimumPacketBytes)), connection);
      }
    }
    if (latencyMs === 0) {
      sink.write(chunk);
    } else {
      // Timers of one length fire in the order in which they were set, so the bytes stay in order.
      void delay(latencyMs).then(() => sink.write(chunk));
    }
  });
  source.on('close', () => sink.end());
}
