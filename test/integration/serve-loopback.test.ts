import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { type IncomingMessage, request } from 'node:http';
import { connect as connectTcp } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { type LoopbackServer, startLoopbackServer } from '../../electron/shell/loopback-server.ts';
import { contentSecurityPolicy } from '../../electron/shell/page-headers.ts';

const sha256 = 'a'.repeat(64);
let folder: string;
let server: LoopbackServer;
let address: URL;
/** Resolves with the path of the pictures when a connection has been let in. */
let admitted: PromiseWithResolvers<string>;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'snapgrove-serve-'));
  const page = join(folder, 'page');
  const pictures = join(folder, 'pictures');
  await mkdir(join(page, 'assets'), { recursive: true });
  await mkdir(pictures);
  await writeFile(join(folder, 'secret.html'), 'secret');
  await writeFile(join(page, 'index.html'), '<!doctype html><title>Snapgrove</title>');
  await writeFile(join(page, 'assets/index-1234.js'), 'export {};');
  await writeFile(join(page, 'notes.txt'), 'of no known kind');
  await symlink(join(folder, 'secret.html'), join(page, 'link.html'));
  await symlink(folder, join(page, 'up'));
  await writeFile(join(pictures, `${sha256}.webp`), 'picture');
  await writeFile(join(pictures, 'other.png'), 'not named by its content');
  await symlink(join(folder, 'secret.html'), join(pictures, `${'b'.repeat(64)}.png`));
  admitted = Promise.withResolvers();
  server = await startLoopbackServer({
    port: 0,
    page,
    pictures: () => pictures,
    onPort: (_port, picturesPath) => admitted.resolve(picturesPath),
  });
  address = new URL(server.url);
});

afterEach(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

/** Sends the path as it is, where fetch would resolve its dots. */
async function get(path: string, options: { method?: string; headers?: Record<string, string> } = {}) {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  request({ host: '127.0.0.1', port: address.port, path, ...options }, resolve)
    .on('error', reject)
    .end();
  const response = await promise;
  const body = (await response.toArray()).join('');
  return { status: response.statusCode, headers: response.headers, body };
}

function open(options: { path?: string; origin?: string; headers?: Record<string, string> }) {
  const { path = '/port', ...rest } = options;
  return new WebSocket(`ws://127.0.0.1:${address.port}${path}`, rest);
}

async function refusedWith(socket: WebSocket): Promise<number | undefined> {
  const { promise, resolve } = Promise.withResolvers<number | undefined>();
  socket.on('unexpected-response', (_request, response) => {
    resolve(response.statusCode);
    socket.terminate();
  });
  socket.on('error', () => undefined);
  socket.on('open', () => resolve(undefined));
  return promise;
}

async function closeCode(socket: WebSocket): Promise<number> {
  return new Promise((resolve) => socket.on('close', resolve));
}

const token = () => address.hash.slice('#token='.length);

describe('the loopback server, over HTTP', () => {
  it('serves the page with every protecting header', async () => {
    const { status, headers, body } = await get('/');
    expect(status).toBe(200);
    expect(body).toContain('Snapgrove');
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': contentSecurityPolicy,
      'cross-origin-resource-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    });
  });

  it('lets hashed assets be kept for ever', async () => {
    const { status, headers } = await get('/assets/index-1234.js');
    expect(status).toBe(200);
    expect(headers['cache-control']).toContain('immutable');
  });

  it('answers a request by a foreign name with 421, whatever it asks for', async () => {
    for (const host of ['evil.example', `evil.example:${address.port}`, '127.0.0.1', '127.0.0.1:1']) {
      expect(await get('/', { headers: { host } })).toMatchObject({ status: 421, body: '' });
    }
  });

  it('answers a foreign origin with 403', async () => {
    for (const origin of ['http://evil.example', 'null', `https://127.0.0.1:${address.port}`]) {
      expect(await get('/', { headers: { origin } })).toMatchObject({ status: 403, body: '' });
    }
  });

  it('takes no method that changes something', async () => {
    expect(await get('/', { method: 'POST' })).toMatchObject({ status: 405 });
    expect(await get('/', { method: 'OPTIONS' })).toMatchObject({ status: 405 });
  });

  it('serves nothing that is outside the page, linked, or of an unknown kind', async () => {
    for (const path of [
      '/../secret.html',
      '/..%2fsecret.html',
      '/%2e%2e/secret.html',
      '/assets/../../secret.html',
      '/..%5csecret.html',
      '/link.html',
      '/up/secret.html',
      '/notes.txt',
      '/assets',
      '/index.html%00.png',
      '/%E0%A4%A',
      '//index.html/..',
    ]) {
      expect(await get(path), path).toMatchObject({ status: 404, body: '' });
    }
  });

  it('says nothing of pictures to who does not know their path', async () => {
    expect(await get(`/shots/${sha256}.webp`)).toMatchObject({ status: 404 });
    expect(await get(`/shots/x/${sha256}.webp`)).toMatchObject({ status: 404 });
  });

  it('serves pictures, and only pictures, below the path that the port tells', async () => {
    const socket = open({ origin: address.origin });
    socket.on('open', () => socket.send(token()));
    const path = await admitted.promise;
    const picture = await get(`${path}${sha256}.webp`);
    expect(picture).toMatchObject({ status: 200, body: 'picture' });
    expect(picture.headers).toMatchObject({ 'content-type': 'image/webp' });
    expect(picture.headers['cache-control']).toContain('immutable');
    for (const name of [
      'other.png',
      `${'b'.repeat(64)}.png`,
      `../pictures/${sha256}.webp`,
      `${sha256}.png`,
      '',
    ]) {
      expect(await get(`${path}${name}`), name).toMatchObject({ status: 404, body: '' });
    }
  });

  it('listens on 127.0.0.1 alone', async () => {
    const others = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ address: ip }) => ip !== '127.0.0.1');
    for (const host of [
      '127.0.0.2',
      ...others.map(({ address: ip, scopeid }) => (scopeid ? `${ip}%${scopeid}` : ip)),
    ]) {
      const outcome = await new Promise((resolve) => {
        const socket = connectTcp({ host, port: Number(address.port) }, () => resolve('connected'));
        socket.on('error', () => resolve('refused'));
        socket.on('close', () => socket.destroy());
      });
      expect(outcome, host).toBe('refused');
    }
  });
});

describe('the loopback server, over WebSockets', () => {
  it('refuses an upgrade without an origin, and with a foreign one', async () => {
    expect(await refusedWith(open({}))).toBe(403);
    expect(await refusedWith(open({ origin: 'http://evil.example' }))).toBe(403);
  });

  it('refuses an upgrade by a foreign name, also when the origin matches it', async () => {
    const socket = open({ origin: 'http://evil.example', headers: { host: 'evil.example' } });
    expect(await refusedWith(socket)).toBe(421);
  });

  it('refuses an upgrade elsewhere', async () => {
    expect(await refusedWith(open({ origin: address.origin, path: '/' }))).toBe(404);
  });

  it('closes a connection that begins with anything but the token', async () => {
    for (const first of [
      '',
      'x',
      `${token()} `,
      JSON.stringify({ t: 'req', id: 1, method: 'm' }),
      Buffer.from(token()),
    ]) {
      const socket = open({ origin: address.origin });
      socket.on('open', () => socket.send(first));
      expect(await closeCode(socket), String(first)).toBe(4401);
    }
  });

  it('closes a connection that shows no token in time', async () => {
    expect(await closeCode(open({ origin: address.origin }))).toBe(1006);
  });

  it('closes a connection with too long a message', async () => {
    const socket = open({ origin: address.origin });
    socket.on('open', () => socket.send('x'.repeat(5 * 1024 * 1024)));
    socket.on('error', () => undefined);
    expect([1006, 1009]).toContain(await closeCode(socket));
  });

  it('has a token of 32 bytes that differs from run to run', async () => {
    expect(Buffer.from(token(), 'base64url')).toHaveLength(32);
    const second = await startLoopbackServer({
      port: 0,
      page: folder,
      pictures: () => folder,
      onPort: () => undefined,
    });
    try {
      expect(new URL(second.url).hash).not.toBe(address.hash);
    } finally {
      await second.close();
    }
  });
});
