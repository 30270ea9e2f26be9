import { chmod, rm } from 'node:fs/promises';
import { createConnection, createServer, type Socket } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { AppError } from '../../shared/contract/errors.ts';
import type { Port } from '../../shared/contract/port.ts';
import { asIs } from '../../shared/sentences/sentence.ts';
import { takeFileLock } from '../files/file-lock.ts';
import { runtimeFolder } from './runtime-folder.ts';
import { socketPort } from './socket-port.ts';

/** Bytes of one message that a client may send, and that a core may. */
const clientMessageLimit = 4 * 1024 * 1024;
const coreMessageLimit = 64 * 1024 * 1024;

/** How long another core may take to start listening or to end, in milliseconds. */
const handOverTime = 10_000;
const retryInterval = 25;

/** The core's first message on each connection, so that a client knows whom it found. */
const greetingSchema = z.object({ snapgrove: z.string(), picturesFolder: z.string() });

export type CoreGreeting = z.infer<typeof greetingSchema>;

/** This process is to run the core. `listen` lets others use it; `release` ends that and lets another process be next. */
export interface CoreOwner {
  readonly role: 'owner';
  listen(greeting: CoreGreeting, onPort: (port: Port) => void): Promise<void>;
  release(): Promise<void>;
}

/** Another process runs the core; `port` leads to it. */
export interface CoreClient {
  readonly role: 'client';
  readonly port: Port;
  readonly greeting: CoreGreeting;
}

/**
 * Finds out whether this process or another one is this user's core. A socket that a killed core left behind is replaced.
 * Throws `unavailable` when another process holds the lock but does not answer on its socket.
 */
export async function claimCoreSocket(
  environment: NodeJS.ProcessEnv = process.env,
): Promise<CoreOwner | CoreClient> {
  const folder = await runtimeFolder(environment);
  const path =
    process.platform === 'win32'
      ? `\\\\.\\pipe\\snapgrove-${userInfo().username}`
      : join(folder, 'core.sock');
  const deadline = performance.now() + handOverTime;
  for (;;) {
    const release = takeFileLock(join(folder, 'core.lock'));
    if (release) return coreOwner(path, release);
    const client = await connectToCore(path, deadline - performance.now());
    if (client) return client;
    if (performance.now() > deadline) {
      throw new AppError(
        'unavailable',
        asIs(
          'Another Snapgrove is running but does not answer. Your machines are unharmed. Quit it, or end its process, and try again.',
        ),
      );
    }
    await delay(retryInterval);
  }
}

function coreOwner(path: string, unlock: () => void): CoreOwner {
  const sockets = new Set<Socket>();
  const server = createServer();
  return {
    role: 'owner',
    async listen(greeting, onPort) {
      server.on('connection', (socket) => {
        sockets.add(socket);
        socket.on('close', () => sockets.delete(socket));
        const port = socketPort(socket, clientMessageLimit);
        port.send(greeting);
        onPort(port);
      });
      // Whoever holds the lock is the only one to listen here, so a socket that is there now is a dead one's.
      await rm(path, { force: true });
      const listening = Promise.withResolvers<void>();
      server.once('error', listening.reject);
      server.listen(path, listening.resolve);
      await listening.promise;
      if (process.platform !== 'win32') await chmod(path, 0o600);
    },
    async release() {
      if (server.listening) {
        const closed = new Promise((resolve) => server.close(resolve));
        for (const socket of sockets) socket.destroy();
        await closed;
      }
      unlock();
    },
  };
}

async function connectToCore(path: string, timeout: number): Promise<CoreClient | undefined> {
  const socket = createConnection(path);
  const port = socketPort(socket, coreMessageLimit);
  const timer = setTimeout(() => port.close(), Math.max(timeout, retryInterval));
  try {
    const first = await new Promise<unknown>((resolve) => {
      port.onClose(() => resolve(undefined));
      port.onMessage(resolve);
    });
    const greeting = greetingSchema.safeParse(first);
    if (greeting.success) return { role: 'client', port, greeting: greeting.data };
    socket.destroy();
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}
