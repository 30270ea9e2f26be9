import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findDemoMachine, stopDemoMachine } from '../../electron/demo/demo-machine.ts';
import { contentSecurityPolicy } from '../../electron/shell/page-headers.ts';
import { connect } from '../../shared/contract/connect.ts';
import { faceContract } from '../../shared/contract/shell-contract.ts';
import { wholeChanges } from '../../shared/model/world.ts';
import {
  type StandIn,
  type StandInChromium,
  type StandInOptions,
  startChromium,
  startUnderStandIn,
} from '../helpers/electron-stand-in/start.ts';
import { pagePorts } from '../helpers/page-port.ts';

let chromium: StandInChromium;
let home: string;
let running: StandIn[];

beforeAll(async () => {
  chromium = await startChromium();
});

afterAll(async () => {
  await chromium.close();
});

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'snapgrove-electron-'));
  running = [];
});

afterEach(async () => {
  for (const app of running) await app.kill();
  await stopDemoMachine({ home: join(home, 'store') });
  await rm(home, { recursive: true, force: true });
});

async function start(options: Partial<StandInOptions> = {}): Promise<StandIn> {
  const environment = { SNAPGROVE_HOME: join(home, 'store'), SNAPGROVE_RUNTIME_DIR: join(home, 'run') };
  const app = await startUnderStandIn({ chromium, environment, withoutPageScripts: true, ...options });
  running.push(app);
  return app;
}

async function connectTo(app: StandIn) {
  const open = await pagePorts(app.page);
  return connect(faceContract, await open());
}

/** Waits until the core has seen the demo machine run. */
async function untilDemoRuns(app: StandIn): Promise<void> {
  const api = await connectTo(app);
  for await (const change of wholeChanges(api['world.watch']({}))) {
    const machines =
      change.t === 'all'
        ? change.machines
        : change.ops.flatMap((op) => (op.op === 'put' && op.kind === 'machine' ? [op.value] : []));
    if (machines.some(({ demo, state, link }) => demo && state === 'running' && link.status === 'connected'))
      return;
  }
}

describe('the Electron face, under the stand-in', () => {
  it('locks Electron down', async () => {
    const app = await start();
    await expect.poll(async () => (await app.report()).isVisible, { timeout: 10_000 }).toBe(true);
    const { webPreferences, windowOptions, ...report } = await app.report();
    expect(report).toEqual({
      sandboxedBeforeReady: true,
      menuRemovedBeforeReady: true,
      schemesBeforeReady: true,
      schemes: [
        {
          scheme: 'app',
          privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
        },
      ],
      windowOpenAction: 'deny',
      prevented: {
        'will-navigate': true,
        'will-frame-navigate': true,
        'will-redirect': true,
        'will-attach-webview': true,
      },
      ipcChannels: ['port'],
      devicePermission: false,
      downloadPrevented: true,
      isVisible: true,
    });
    // Exactly these: any other preference would be a door, or cost the pre-warmed renderer.
    expect(webPreferences).toEqual({
      preload: expect.stringMatching(/preload\.cjs$/),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
    });
    expect(windowOptions).toMatchObject({ show: false, backgroundColor: expect.stringMatching(/^#/) });
  });

  it('denies every permission but writing text to the clipboard', async () => {
    const app = await start();
    for (const permission of [
      'media',
      'geolocation',
      'notifications',
      'clipboard-read',
      'openExternal',
      'usb',
    ]) {
      expect(await app.ask({ ask: 'permission', permission }), permission).toEqual({
        request: false,
        check: false,
      });
    }
    const clipboard = await app.ask({ ask: 'permission', permission: 'clipboard-sanitized-write' });
    expect(clipboard).toEqual({ request: true, check: true });
  });

  it('shows the page one thing, which leads to the core and to the shell', async () => {
    const app = await start();
    expect(await app.page.evaluate(() => Object.keys(window.desktop))).toEqual(['connect']);
    expect(await app.page.evaluate(() => typeof Reflect.get(globalThis, 'require'))).toBe('undefined');
    const api = await connectTo(app);
    await expect(api['shell.describe']({})).resolves.toMatchObject({
      face: 'electron',
      picturesPath: '/shots/',
      demo: false,
      capabilities: { menu: true, chooseFile: true, savePicture: true, notify: true },
    });
    for await (const change of wholeChanges(api['world.watch']({}))) {
      expect(change).toMatchObject({ t: 'all', machines: [], snapshots: [] });
      break;
    }
  });

  it('serves the page with the strict policy, and nothing beside it', async () => {
    const app = await start();
    const get = (path: string) =>
      app.page.evaluate(async (asked) => {
        const response = await fetch(asked);
        return {
          status: response.status,
          policy: response.headers.get('content-security-policy'),
          sniff: response.headers.get('x-content-type-options'),
        };
      }, path);
    expect(await get('/')).toEqual({ status: 200, policy: contentSecurityPolicy, sniff: 'nosniff' });
    for (const path of [
      '/..%2f..%2fpackage.json',
      '/electron/main.js',
      `/shots/${'0'.repeat(64)}.png`,
      '/shots/x',
    ]) {
      expect(await get(path), path).toEqual({ status: 404, policy: contentSecurityPolicy, sniff: 'nosniff' });
    }
    const foreign = app.page.evaluate(() => fetch('https://example.com/').then(() => 'reached', String));
    expect(await foreign).toContain('Failed to fetch');
  });

  it('goes nowhere else and opens nothing', async () => {
    const app = await start();
    const address = app.page.url();
    const failed = app.page.waitForEvent('requestfailed', (request) => request.isNavigationRequest());
    await app.page.evaluate(() => {
      location.href = 'https://example.com/';
    });
    expect((await failed).url()).toBe('https://example.com/');
    expect(app.page.url()).toBe(address);
    const popup = app.page.waitForEvent('popup');
    await app.page.evaluate(() => {
      window.open('https://example.com/');
    });
    const opened = await popup;
    if (!opened.isClosed()) await opened.waitForEvent('close');
  });

  it('answers no frame but its own page', async () => {
    const app = await start();
    const hello = [
      ['connection', 'open'],
      ['connection', 'close'],
    ];
    const sendAs = (origin: string, isMainFrame: boolean) =>
      app.ask({ ask: 'sendAs', origin, isMainFrame, args: hello });
    // Our own page gets its port, and its closing confirmed; others are not even told that.
    expect(await sendAs('app://main', true)).toEqual([['port', 'connection', 'close', null]]);
    expect(await sendAs('app://main', false)).toEqual([]);
    for (const origin of ['app://evil', 'null', 'https://example.com', 'app://main.evil', 'file://']) {
      expect(await sendAs(origin, true), origin).toEqual([]);
    }
  });

  it('passes the choices of its menu on to the page', async () => {
    const app = await start();
    const api = await connectTo(app);
    const commands = api['shell.commands']({})[Symbol.asyncIterator]();
    const first = commands.next();
    // The answer to a later request tells that the stream is open.
    await api['shell.describe']({});
    expect(await app.ask({ ask: 'menu', item: 'snapshot.take' })).toBe(true);
    await expect(first).resolves.toEqual({ done: false, value: 'snapshot.take' });
  });

  it('asks for files by its own dialogs', async () => {
    const asked: string[] = [];
    const app = await start({
      onDialog: ({ kind, options }) => {
        asked.push(`${kind}: ${String(options.title)}`);
        return '/run/vm/qmp.sock';
      },
    });
    const api = await connectTo(app);
    await expect(api['shell.chooseFile']({ kind: 'socket' })).resolves.toEqual({ path: '/run/vm/qmp.sock' });
    expect(asked).toEqual(["open: Choose a machine's QMP socket"]);
  });

  it('shows the page as it was built, which finds its way to the core', async () => {
    const app = await start({ withoutPageScripts: false });
    const complaints: string[] = [];
    app.page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    await app.page.getByRole('navigation', { name: 'Machines' }).waitFor();
    await app.page.getByRole('button', { name: 'Try the demo machine' }).first().waitFor();
    await app.page.reload();
    await app.page.getByRole('button', { name: 'Try the demo machine' }).first().waitFor();
    expect(complaints).toEqual([]);
    expect(app.output()).not.toContain('page:');
  });

  it('starts as it was built', async () => {
    const app = await start({ entry: '.build/electron/main.js', withoutPageScripts: false });
    await app.page.getByRole('button', { name: 'Try the demo machine' }).first().click();
    await app.page.getByRole('button', { name: 'Take snapshot' }).first().waitFor();
    const machine = await findDemoMachine({ home: join(home, 'store') });
    expect(machine).not.toBeNull();
  });

  it('asks what is to become of the demo machine, and does it', async () => {
    const answers = ['Cancel', 'Keep the demo machine running', 'Power it off'];
    const asked: unknown[] = [];
    const cancelled = Promise.withResolvers<void>();
    const onDialog: StandInOptions['onDialog'] = ({ options }) => {
      asked.push(options.message);
      const answer = answers.shift();
      if (answer === 'Cancel') cancelled.resolve();
      return answer;
    };
    const app = await start({ args: ['--demo'], onDialog });
    await untilDemoRuns(app);
    await app.ask({ ask: 'closeWindow' });
    await cancelled.promise;
    expect(await app.report()).toMatchObject({ isVisible: true });
    await app.ask({ ask: 'quit' });
    expect(await app.exited).toBe(0);
    expect(await findDemoMachine({ home: join(home, 'store') })).not.toBeNull();

    // It is found again without being asked for, and asked about again.
    const again = await start({ onDialog });
    await untilDemoRuns(again);
    await again.ask({ ask: 'closeWindow' });
    expect(await again.exited).toBe(0);
    expect(await findDemoMachine({ home: join(home, 'store') })).toBeNull();
    expect(asked).toEqual(Array(3).fill('The demo machine is running.'));
  });

  it('ends when its window is closed, and can be started again', async () => {
    const app = await start();
    await app.ask({ ask: 'closeWindow' });
    expect(await app.exited).toBe(0);
    const again = await start();
    await again.ask({ ask: 'quit' });
    expect(await again.exited).toBe(0);
  });

  it('starts again after it was killed', async () => {
    const app = await start();
    await app.kill();
    const api = await connectTo(await start());
    await expect(api['shell.describe']({})).resolves.toMatchObject({ face: 'electron' });
  });
});
