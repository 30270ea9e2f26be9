import { once } from 'node:events';
import { rename } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { vi } from 'vitest';
import { z } from 'zod';

const requestSchema = z.object({
  execute: z.string(),
  arguments: z.object({ id: z.number().optional() }).default({}),
});

/** A guest agent that freezes nothing. */
export interface FakeAgent extends AsyncDisposable {
  /** What it was asked, without pings and synchronising. */
  readonly asked: readonly string[];
  /** Whether its guest's file systems would stand still now. */
  readonly isFrozen: boolean;
  /** What it does instead of answering the next commands of this name; `cut` does what it is told first. */
  instead(command: string, what: 'refuse' | 'cut', times?: number): void;
}

/**
 * Takes the place of the guest behind a socket that QEMU listens at: QEMU keeps its socket, under another name.
 * Freezing for real would stop the computer that runs the test.
 */
export async function startFakeAgent(path: string): Promise<FakeAgent> {
  await vi.waitFor(() => rename(path, `${path}.qemu`), { timeout: 10_000, interval: 10 });
  const asked: string[] = [];
  const instead = new Map<string, ('refuse' | 'cut')[]>();
  const sockets = new Set<Socket>();
  let isFrozen = false;

  const answer = ({ execute, arguments: { id } }: z.infer<typeof requestSchema>): unknown => {
    switch (execute) {
      case 'guest-sync-delimited':
        return id;
      case 'guest-fsfreeze-freeze':
        isFrozen = true;
        return 1;
      case 'guest-fsfreeze-thaw':
        isFrozen = false;
        return 1;
      default:
        return {};
    }
  };
  const serve = (socket: Socket, request: z.infer<typeof requestSchema>): void => {
    const { execute } = request;
    if (!['guest-sync-delimited', 'guest-ping'].includes(execute)) asked.push(execute);
    const what = instead.get(execute)?.shift();
    if (what === 'refuse') {
      socket.write(`${JSON.stringify({ error: { class: 'GenericError', desc: 'it can’t' } })}\n`);
      return;
    }
    const value = answer(request);
    if (what === 'cut') {
      socket.destroy();
      return;
    }
    if (execute === 'guest-sync-delimited') socket.write(Buffer.of(0xff));
    socket.write(`${JSON.stringify({ return: value })}\n`);
  };
  const server = createServer((socket) => {
    sockets.add(socket);
    let rest = '';
    socket.on('error', () => socket.destroy());
    socket.setEncoding('latin1').on('data', (text: string) => {
      rest = (rest + text).replace(/^.*\xff/s, '');
      for (let end = rest.indexOf('\n'); end !== -1; end = rest.indexOf('\n')) {
        const line = rest.slice(0, end);
        rest = rest.slice(end + 1);
        serve(socket, requestSchema.parse(JSON.parse(line)));
      }
    });
  });
  server.listen(path);
  await once(server, 'listening');
  return {
    asked,
    get isFrozen() {
      return isFrozen;
    },
    instead: (command, what, times = 1) => instead.set(command, Array(times).fill(what)),
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
