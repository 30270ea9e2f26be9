import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import WebSocket from 'ws';
import { startLoopbackServer } from '../../electron/shell/loopback-server.ts';
import type { Port } from '../../shared/contract/port.ts';
import { webSocketPort } from '../../shared/contract/web-socket-port.ts';
import { describePort } from './port-conformance.ts';

describePort('a WebSocket of the loopback server', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'snapgrove-port-'));
  const admitted = Promise.withResolvers<Port>();
  const server = await startLoopbackServer({
    port: 0,
    page: folder,
    pictures: () => folder,
    onPort: admitted.resolve,
  });
  const { host, origin, hash } = new URL(server.url);
  const client = webSocketPort(new WebSocket(`ws://${host}/port`, { origin }), hash.slice('#token='.length));
  return {
    server: await admitted.promise,
    client,
    async close() {
      await server.close();
      await rm(folder, { recursive: true });
    },
  };
});
