import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { describe, expect, it } from 'vitest';
import { showInChromium } from '../../electron/cli/chromium.ts';
import { makeTemporaryFolder } from '../helpers/temporary-folder.ts';

const page = `<!doctype html><title>page</title>
<script>if (location.hash) fetch('/said', { method: 'POST', body: location.hash });</script>`;

/** The arguments of every program that runs. */
async function everyCommandLine(): Promise<string> {
  const processes = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  // A program may end meanwhile.
  const read = (pid: string) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return (await Promise.all(processes.map(read))).join('\n');
}

describe('the window of Chromium', () => {
  it('gets the page with its secret, which no program has among its arguments', async () => {
    await using folder = await makeTemporaryFolder();
    const said = Promise.withResolvers<string>();
    const server = createServer((request, response) => {
      if (request.method === 'POST') request.setEncoding('utf8').on('data', said.resolve);
      response.setHeader('content-type', 'text/html').end(request.url === '/said' ? '' : page);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const bound = server.address();
    if (bound === null || typeof bound === 'string') throw new Error('the server is bound to no port');
    const secret = `secret-${bound.port}`;
    const window = await showInChromium({
      program: 'chromium',
      profile: folder.entry('profile'),
      url: `http://127.0.0.1:${bound.port}/#token=${secret}`,
      // Only a test may go without the sandbox, which root can't have.
      args: ['--headless', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
    });
    try {
      expect(await said.promise).toBe(`#token=${secret}`);
      const commands = await everyCommandLine();
      expect(commands).toContain(folder.entry('profile'));
      expect(commands).not.toContain(secret);
    } finally {
      window.close();
      await window.closed;
      server.closeAllConnections();
      server.close();
    }
  });

  it('says when there is no such program, or it ends at once', async () => {
    await using folder = await makeTemporaryFolder();
    const options = { profile: folder.entry('profile'), url: 'http://127.0.0.1:9/#token=x' };
    await expect(showInChromium({ ...options, program: folder.entry('none') })).rejects.toThrow('ENOENT');
    await expect(showInChromium({ ...options, program: 'false' })).rejects.toThrow('it ended with status 1');
  });
});
