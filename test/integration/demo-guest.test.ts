import { execFile } from 'node:child_process';
import { copyFile, readFile, truncate } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { cpuSeconds } from '../helpers/process-time.ts';
import { type Accelerator, startQemu, type TestQemu, usableAccelerators } from '../helpers/qemu.ts';
import { connectRawQmp, type RawQmp } from '../helpers/raw-qmp.ts';
import { readScreen, type Screen, waitScreen } from '../helpers/screen.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../helpers/temporary-folder.ts';

const execFileAsync = promisify(execFile);
const source = fileURLToPath(new URL('../../assets/demo/', import.meta.url));
const image = `${source}guest.img`;

/** Where the guest keeps its clock, in ticks of 50 ms, and its count of trees (`grove` in assets/demo/grove.asm). */
const TICK = 0x3004;
const PLANTED = 0x3008;

async function makeDisk(folder: TemporaryFolder): Promise<string> {
  const raw = folder.entry('disk.raw');
  const disk = folder.entry('disk.qcow2');
  await copyFile(image, raw);
  await truncate(raw, 1024 * 1024);
  await execFileAsync('qemu-img', ['convert', '-f', 'raw', '-O', 'qcow2', raw, disk]);
  return disk;
}

function startGuest(disk: string, accel: Accelerator): Promise<TestQemu> {
  return startQemu({ accel, drives: [{ nodeName: 'disk', path: disk, format: 'qcow2', device: 'ide-hd' }] });
}

async function readNumber(qmp: RawQmp, address: number): Promise<number> {
  const said = await qmp.execute('human-monitor-command', { 'command-line': `xp /1dw ${address}` });
  return Number(/:\s+(\d+)/.exec(String(said))?.[1]);
}

async function press(qmp: RawQmp): Promise<void> {
  await qmp.execute('send-key', { keys: [{ type: 'qcode', data: 'spc' }] });
}

/** The caption is the last that the guest paints. */
const showsGrove = (screen: Screen): boolean =>
  screen.width === 960 && screen.height === 540 && captionDots(screen) > 0;

const differsFrom =
  (other: Screen) =>
  (screen: Screen): boolean =>
    !screen.pixels.equals(other.pixels);

/** The bright pixels of the caption at the bottom left: they change with the number of trees, not with time. */
function captionDots({ width, height, pixels }: Screen): number {
  let dots = 0;
  for (let y = height - 44; y < height; y += 1) {
    for (let x = 0; x < 160; x += 1) if ((pixels[(y * width + x) * 3 + 2] ?? 0) > 180) dots += 1;
  }
  return dots;
}

describe('the demo machine’s image', () => {
  it('is what NASM makes of its source', async () => {
    await using folder = await makeTemporaryFolder();
    const built = folder.entry('guest.img');

    await execFileAsync('nasm', ['-Werror', '-f', 'bin', '-i', source, `${source}guest.asm`, '-o', built]);

    expect((await readFile(built)).equals(await readFile(image))).toBe(true);
  });

  it('is a few kilobytes', async () => {
    expect((await readFile(image)).length).toBeLessThan(16 * 1024);
  });
});

describe('the demo machine’s guest without KVM', () => {
  it('boots in under a second without KVM', async () => {
    await using folder = await makeTemporaryFolder();
    await using qemu = await startGuest(await makeDisk(folder), 'tcg');
    await using qmp = await connectRawQmp(qemu.socketPath);

    await waitScreen(qmp, folder, showsGrove);

    expect(await cpuSeconds(qemu.pid)).toBeLessThan(1);
  });
});

describe.each(await usableAccelerators())('the demo machine’s guest under %s', (accel) => {
  it('grows with time and with each key', async () => {
    await using folder = await makeTemporaryFolder();
    await using qemu = await startGuest(await makeDisk(folder), accel);
    await using qmp = await connectRawQmp(qemu.socketPath);
    const first = await waitScreen(qmp, folder, showsGrove);

    const later = await waitScreen(qmp, folder, differsFrom(first));
    expect(captionDots(later)).toBe(captionDots(first));

    await press(qmp);
    await waitScreen(qmp, folder, (screen) => captionDots(screen) > captionDots(first));
    expect(await readNumber(qmp, PLANTED)).toBe(2);
  });

  it('shows exactly the same picture after a snapshot is restored', async () => {
    await using folder = await makeTemporaryFolder();
    await using qemu = await startGuest(await makeDisk(folder), accel);
    await using qmp = await connectRawQmp(qemu.socketPath);
    await waitScreen(qmp, folder, showsGrove);
    await qmp.execute('stop');
    const before = await readScreen(qmp, folder);
    const snapshot = { tag: 'before', vmstate: 'disk', devices: ['disk'] };
    await qmp.runJob('snapshot-save', { 'job-id': 'save', ...snapshot });
    await qmp.execute('cont');
    await press(qmp);
    await waitScreen(qmp, folder, differsFrom(before));
    await qmp.execute('stop');

    await qmp.runJob('snapshot-load', { 'job-id': 'load', ...snapshot });

    expect((await readScreen(qmp, folder)).pixels.equals(before.pixels)).toBe(true);
    await qmp.execute('cont');
    await waitScreen(qmp, folder, differsFrom(before));
  });

  it('sleeps between its pictures', async () => {
    await using folder = await makeTemporaryFolder();
    await using qemu = await startGuest(await makeDisk(folder), accel);
    await using qmp = await connectRawQmp(qemu.socketPath);
    await waitScreen(qmp, folder, showsGrove);
    const tick = await readNumber(qmp, TICK);
    const cpuBefore = await cpuSeconds(qemu.pid);
    const seconds = 4;

    await expect
      .poll(() => readNumber(qmp, TICK), { timeout: 30_000, interval: 100 })
      .toBeGreaterThanOrEqual(tick + seconds * 20);

    expect(((await cpuSeconds(qemu.pid)) - cpuBefore) / seconds).toBeLessThan(0.25);
  });

  it('keeps its trees on the disk over a power cut', async () => {
    await using folder = await makeTemporaryFolder();
    const disk = await makeDisk(folder);
    {
      await using qemu = await startGuest(disk, accel);
      await using qmp = await connectRawQmp(qemu.socketPath);
      await waitScreen(qmp, folder, showsGrove);
      await press(qmp);
      await press(qmp);
      await expect.poll(() => readNumber(qmp, PLANTED), { timeout: 10_000 }).toBeGreaterThanOrEqual(3);
      // It paints what it has planted when that is on the disk.
      await waitScreen(qmp, folder, differsFrom(await readScreen(qmp, folder)));
    }

    await using qemu = await startGuest(disk, accel);
    await using qmp = await connectRawQmp(qemu.socketPath);
    await waitScreen(qmp, folder, showsGrove);

    expect(await readNumber(qmp, PLANTED)).toBeGreaterThanOrEqual(3);
  });
});
