import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { vi } from 'vitest';
import { makeDemoDisk } from '../../electron/demo/demo-disk.ts';
import { startQemu, type TestQemu, type TestQemuOptions } from './qemu.ts';
import { connectRawQmp, type RawQmp } from './raw-qmp.ts';
import { waitScreen } from './screen.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';

const IMAGE = pathToFileURL(join(import.meta.dirname, '../../assets/demo/guest.img'));

/** The guest draws this many pixels wide. */
const GUEST_WIDTH = 960;

/** A real QEMU whose guest draws a picture that grows, with a second monitor for setting the stage. */
export interface TestGuest extends TestQemu {
  readonly stage: RawQmp;
  /** Presses the space bar in the guest: each press plants a tree. */
  press(count: number): Promise<void>;
}

/** Starts a machine with the demo machine's guest on one qcow2 drive, `system`. */
export async function startGuest(
  options: Omit<TestQemuOptions, 'folder' | 'drives'> = {},
): Promise<TestGuest> {
  const folder = await makeTemporaryFolder();
  await makeDemoDisk(folder.entry('system.qcow2'), IMAGE);
  const qemu = await startQemu({
    ...options,
    folder,
    display: false,
    drives: [{ nodeName: 'system', path: folder.entry('system.qcow2'), format: 'qcow2', device: 'ide-hd' }],
    args: [
      '-device',
      'VGA,vgamem_mb=4',
      '-qmp',
      `unix:${folder.entry('stage.sock')},server=on,wait=off`,
      ...(options.args ?? []),
    ],
  });
  const stage = await vi.waitFor(() => connectRawQmp(folder.entry('stage.sock')), { timeout: 10_000 });
  // Before that, its firmware shows text.
  await waitScreen(stage, folder, (screen) => screen.width === GUEST_WIDTH, 60_000);
  const stop = async () => {
    await qemu.stop();
    await stage.close();
  };
  return {
    ...qemu,
    stage,
    press: async (count) => {
      for (let index = 0; index < count; index++) {
        await stage.execute('send-key', { keys: [{ type: 'qcode', data: 'spc' }] });
      }
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
