import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, cp, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { stopDemoMachine } from '../../electron/demo/demo-machine.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../helpers/temporary-folder.ts';

const execFileAsync = promisify(execFile);
const project = join(import.meta.dirname, '../..');
const address = /^http:\/\/127\.0\.0\.1:\d+\/#token=\S+$/;

/**
 * A clone on a computer with neither packages, QEMU nor a browser. What would come over the network comes from stand-ins that
 * write down what they were asked: apt-get and npm on the PATH, and the server that Electron's runtime is kept on.
 */
class FreshComputer implements AsyncDisposable {
  readonly folder: TemporaryFolder;
  readonly #mirror = createServer((request, response) => {
    this.downloads.push(request.url ?? '');
    response.writeHead(404).end();
  });
  readonly downloads: string[] = [];
  #port = 0;

  static async make(): Promise<FreshComputer> {
    const computer = new FreshComputer(await makeTemporaryFolder());
    await computer.#prepare();
    return computer;
  }

  private constructor(folder: TemporaryFolder) {
    this.folder = folder;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#mirror.close();
    await this.folder[Symbol.asyncDispose]();
  }

  /** Starts over: nothing installed, nothing asked for. */
  async reset(): Promise<void> {
    this.downloads.length = 0;
    for (const name of ['log', 'store', 'clone/node_modules', 'clone/.build', 'bin']) {
      await rm(this.folder.entry(name), { recursive: true, force: true });
    }
    await mkdir(this.folder.entry('bin'));
    for (const [name, path] of [
      ['node', process.execPath],
      ['sh', '/bin/sh'],
      ['env', '/usr/bin/env'],
      ['mkdir', '/bin/mkdir'],
      ['ln', '/bin/ln'],
    ] as const) {
      await symlink(path, this.folder.entry(`bin/${name}`));
    }
    await this.standIn('sudo', 'if [ "$1" = -n ]; then shift; fi; exec "$@"');
    await this.standIn('true', 'exit 0');
    await this.standIn('npm', this.#npm());
    await this.standIn('apt-get', this.#apt());
  }

  /** Puts a program on the PATH that writes down its arguments before it does as told. */
  async standIn(name: string, script: string): Promise<void> {
    const path = this.folder.entry(`bin/${name}`);
    await writeFile(path, `#!/bin/sh\necho "${name} $*" >> '${this.folder.entry('log')}'\n${script}\n`);
    await chmod(path, 0o755);
  }

  /** What the stand-ins were asked so far. */
  async asked(): Promise<readonly string[]> {
    const log = await readFile(this.folder.entry('log'), 'utf8').catch(() => '');
    return log.split('\n').filter((line) => /^(?:npm|apt-get) /.test(line));
  }

  /** Runs `npm start` until it serves, if it does, and then ends it as Ctrl+C does. */
  async start(
    ...args: readonly string[]
  ): Promise<{ readonly status: number | null; readonly lines: readonly string[] }> {
    const child = spawn(process.execPath, ['.setup/start.mjs', ...args], {
      cwd: this.folder.entry('clone'),
      env: {
        PATH: this.folder.entry('bin'),
        HOME: this.folder.path,
        SNAPGROVE_HOME: this.folder.entry('store'),
        SNAPGROVE_RUNTIME_DIR: this.folder.entry('run'),
        ELECTRON_MIRROR: `http://127.0.0.1:${this.#port}/`,
        ELECTRON_OVERRIDE_DIST_PATH: this.folder.entry('no-electron'),
        electron_config_cache: this.folder.entry('electron-cache'),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ended = once(child, 'close');
    let said = '';
    let told = false;
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        said += text;
        // The last thing that is said once all is open.
        if (told || !said.includes('Open the address above')) return;
        told = true;
        child.kill('SIGTERM');
      });
    }
    await ended;
    return { status: child.exitCode, lines: said.split('\n').filter((line) => line !== '') };
  }

  async #prepare(): Promise<void> {
    this.#mirror.listen(0, '127.0.0.1');
    await once(this.#mirror, 'listening');
    const bound = this.#mirror.address();
    if (typeof bound === 'object' && bound !== null) this.#port = bound.port;
    const { stdout } = await execFileAsync('git', ['ls-files', '-z', '-co', '--exclude-standard'], {
      cwd: project,
      maxBuffer: 64 * 1024 * 1024,
    });
    for (const path of stdout.split('\0').filter((name) => name !== '' && !name.startsWith('test/'))) {
      const copy = join(this.folder.entry('clone'), path);
      await mkdir(dirname(copy), { recursive: true });
      await cp(join(project, path), copy).catch((error: unknown) => {
        // Deleted, and not yet committed as such.
        if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
      });
    }
  }

  /** The packages of this project, each by a link, so that what set-up writes beside them is the clone's own. */
  #npm(): string {
    const packages = join(project, 'node_modules');
    return `mkdir -p node_modules; for each in '${packages}'/* '${packages}/.bin'; do ln -s "$each" node_modules/; done`;
  }

  #apt(): string {
    const link = (name: string) =>
      `ln -sf "$(PATH=/usr/bin:/usr/local/bin command -v ${name})" '${this.folder.entry('bin')}/'`;
    return `case "$*" in
      *install*qemu-utils*) ${link('qemu-img')}; ${link('qemu-system-x86_64')} ;;
      *install*chromium*) ${link('chromium')} ;;
    esac`;
  }
}

describe('npm start', () => {
  let computer: FreshComputer;

  beforeAll(async () => {
    computer = await FreshComputer.make();
  });

  afterAll(async () => {
    await computer[Symbol.asyncDispose]();
  });

  beforeEach(async () => {
    await computer.reset();
  });

  it('sets everything up, says why, and opens the browser face; then starts with nothing fetched', async () => {
    const first = await computer.start();
    expect(first.status).toBe(0);
    expect(first.lines).toEqual([
      'snapgrove: Installing the npm packages of the lock file, which the app is made of; the first time takes a minute.',
      'snapgrove: Installing qemu-system-x86: QEMU itself, which runs virtual machines and the demo machine.',
      'snapgrove: Installing qemu-utils: qemu-img, which reads the snapshots of machines that are off.',
      expect.stringMatching(/^snapgrove: Downloading Electron \S+, which shows the app’s window\.$/),
      expect.stringMatching(
        /^snapgrove: Electron’s runtime can’t be had here \(.+\); the browser face is opened instead\./,
      ),
      'snapgrove: Installing chromium: shows the app’s window, because Electron’s runtime can’t be had here.',
      'snapgrove: Building the app, as its sources changed or it is the first time.',
      expect.stringMatching(address),
      'snapgrove: There is no display here. Open the address above in a browser on this computer.',
    ]);
    expect(computer.downloads.length).toBeGreaterThan(0);
    const asked = await computer.asked();
    expect(asked.map((line) => line.replace(/ -q -o \S+ -o \S+/, ''))).toEqual([
      'npm ci --no-audit --no-fund --loglevel=error',
      'apt-get update',
      'apt-get install -y --no-install-recommends qemu-system-x86 qemu-utils',
      'apt-get update',
      'apt-get install -y --no-install-recommends chromium',
    ]);

    computer.downloads.length = 0;
    const second = await computer.start();
    expect(second.status).toBe(0);
    expect(second.lines).toEqual(first.lines.slice(-2).map(() => expect.any(String)));
    expect(second.lines[0]).toMatch(address);
    expect(await computer.asked()).toEqual(asked);
    expect(computer.downloads).toEqual([]);

    await computer.start('--retry-electron');
    expect(computer.downloads.length).toBeGreaterThan(0);
  });

  it('opens all the same, and says what to do, where packages can’t be installed', async () => {
    await computer.standIn('apt-get', 'echo "E: Could not get lock /var/lib/dpkg/lock-frontend."; exit 100');
    const { status, lines } = await computer.start();
    expect(status).toBe(0);
    expect(lines).toContain(
      'snapgrove: qemu-system-x86 qemu-utils could not be installed. This is what was said last:',
    );
    expect(lines).toContain('  E: Could not get lock /var/lib/dpkg/lock-frontend.');
    expect(lines.some((line) => address.test(line))).toBe(true);
  });

  it('stops, with npm’s own words, where the npm packages can’t be had', async () => {
    await computer.standIn('npm', 'echo "npm error network getaddrinfo ENOTFOUND registry" >&2; exit 1');
    const { status, lines } = await computer.start();
    expect(status).toBe(1);
    expect(lines.slice(1, 3)).toEqual([
      'snapgrove: The npm packages could not be installed. This is what npm said last:',
      '  npm error network getaddrinfo ENOTFOUND registry',
    ]);
    expect(await readdir(computer.folder.entry('clone'))).not.toContain('node_modules');
  });

  it('starts the demo machine with --demo', async () => {
    try {
      const { status, lines } = await computer.start('--demo');
      expect(status).toBe(0);
      expect(lines).toContain('The demo machine keeps running; Snapgrove finds it again at the next start.');
    } finally {
      await stopDemoMachine({ home: computer.folder.entry('store') });
    }
  });
});
