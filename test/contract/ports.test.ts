import { mkdtemp, rm } from 'node:fs/promises';
import { createConnection, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { socketPort } from '../../electron/shell/socket-port.ts';
import { memoryPorts } from '../../shared/contract/memory-port.ts';
import { describePort } from './port-conformance.ts';

describePort('memory', async () => {
  const [server, client] = memoryPorts();
  return { server, client, close: async () => client.close() };
});

describePort('a unix socket', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'snapgrove-port-'));
  const path = join(folder, 'port.sock');
  const listener = createServer();
  const accepted = new Promise<Socket>((resolve) => listener.once('connection', resolve));
  await new Promise<void>((resolve) => listener.listen(path, resolve));
  const near = createConnection(path);
  const far = await accepted;
  const limit = 4 * 1024 * 1024;
  return {
    server: socketPort(far, limit),
    client: socketPort(near, limit),
    async close() {
      near.destroy();
      far.destroy();
      await new Promise((resolve) => listener.close(resolve));
      await rm(folder, { recursive: true });
    },
  };
});
