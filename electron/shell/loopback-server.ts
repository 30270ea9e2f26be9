import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import type { Port } from '../../shared/contract/port.ts';
import { webSocketPort } from '../../shared/contract/web-socket-port.ts';
import { readPageFile } from './page-files.ts';
import { pageHeaders } from './page-headers.ts';

/** Bytes of one message from the page. */
const messageLimit = 4 * 1024 * 1024;
/** How long a new connection may take to show its token, in milliseconds. */
const tokenTime = 5_000;

export interface LoopbackOptions {
  readonly page: string;
  readonly pictures: () => string;
  /** 0 takes any free one. */
  readonly port: number;
  readonly onPort: (port: Port, picturesPath: string) => void;
}

export interface LoopbackServer {
  /** The address with the token in its fragment: whoever has it has the app. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves the page and its port on 127.0.0.1. Every other user and every web page of this computer can reach that address,
 * so: the Host must be ours (a foreign name that resolves here is refused), the Origin too, and the port opens only to the
 * token, which travels in the URL's fragment and the first message and so in no log and no request.
 *
 * Pictures are fetched by `<img>`, which can't send the token, and a cookie would go to every port of 127.0.0.1, whoever
 * listens there. So they live below a path of 32 random bytes that is told over the port: `picturesPath`.
 *
 * Throws when the port is taken.
 */
export async function startLoopbackServer(options: LoopbackOptions): Promise<LoopbackServer> {
  const token = randomBytes(32).toString('base64url');
  const picturesPath = `/shots/${randomBytes(32).toString('base64url')}/`;
  const sockets = new WebSocketServer({ noServer: true, maxPayload: messageLimit, perMessageDeflate: false });
  const http = createServer();
  const listening = Promise.withResolvers<void>();
  http.once('error', listening.reject);
  http.listen(options.port, '127.0.0.1', listening.resolve);
  await listening.promise;
  const bound = http.address();
  if (bound === null || typeof bound === 'string') throw new Error('the server is bound to no port');
  const { port } = bound;
  const hosts: ReadonlySet<string> = new Set([`127.0.0.1:${port}`, `localhost:${port}`]);
  const origins: ReadonlySet<string> = new Set([...hosts].map((host) => `http://${host}`));

  http.on('request', (request, response) => {
    const refusal = refusalOf(request, hosts, origins);
    const answered = refusal
      ? answer(response, refusal)
      : answerWithFile(request, response, options, picturesPath);
    answered.catch(() => response.destroy());
  });
  http.on('upgrade', (request, socket, head) => {
    const refusal = request.headers.origin === undefined ? 403 : refusalOf(request, hosts, origins);
    if (refusal ?? (pathOf(request) === '/port' ? undefined : 404)) {
      refuseUpgrade(socket, refusal ?? 404);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      admit(webSocket, token, () => options.onPort(webSocketPort(webSocket), picturesPath));
    });
  });

  return {
    url: `http://127.0.0.1:${port}/#token=${token}`,
    async close() {
      for (const client of sockets.clients) client.terminate();
      const closed = new Promise((resolve) => http.close(resolve));
      http.closeAllConnections();
      await closed;
    },
  };
}

/** The status with which a request is refused before anything else is looked at. */
function refusalOf(
  request: IncomingMessage,
  hosts: ReadonlySet<string>,
  origins: ReadonlySet<string>,
): number | undefined {
  const { host, origin } = request.headers;
  if (host === undefined || !hosts.has(host)) return 421;
  if (origin !== undefined && !origins.has(origin)) return 403;
  return request.method === 'GET' || request.method === 'HEAD' ? undefined : 405;
}

async function answerWithFile(
  request: IncomingMessage,
  response: ServerResponse,
  { page, pictures }: LoopbackOptions,
  picturesPath: string,
): Promise<void> {
  const file = await readPageFile({ page, pictures: pictures() }, picturesPath, pathOf(request));
  if (!file) return answer(response, 404);
  response.writeHead(200, {
    ...pageHeaders,
    'cache-control': file.cacheControl,
    'content-length': file.body.length,
    'content-type': file.contentType,
  });
  response.end(request.method === 'HEAD' ? undefined : file.body);
}

async function answer(response: ServerResponse, status: number): Promise<void> {
  response.writeHead(status, { ...pageHeaders, 'cache-control': 'no-store', 'content-length': 0 });
  response.end();
}

function refuseUpgrade(socket: Duplex, status: number): void {
  // A peer that is already gone needs no refusal.
  socket.on('error', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

/** The request's path without its query; never resolved against anything, so that `..` stays visible. */
function pathOf(request: IncomingMessage): string {
  return (request.url ?? '/').split('?', 1)[0] ?? '/';
}

/** Lets a connection in when its first message is the token, and closes it when that is wrong or late. */
function admit(socket: WebSocket, token: string, onAdmitted: () => void): void {
  // A message that is too long or not UTF-8 makes ws close the connection and say so here; the port hears of the closing.
  socket.on('error', () => socket.terminate());
  const late = setTimeout(() => socket.terminate(), tokenTime);
  socket.once('close', () => clearTimeout(late));
  socket.once('message', (data: RawData, isBinary: boolean) => {
    clearTimeout(late);
    if (!isBinary && Buffer.isBuffer(data) && sameSecret(data, token)) onAdmitted();
    else socket.close(4401, 'wrong token');
  });
}

function sameSecret(given: Buffer, wanted: string): boolean {
  const digest = (text: Buffer | string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}
