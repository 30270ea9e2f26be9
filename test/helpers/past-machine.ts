import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { makeDemoDisk } from '../../electron/demo/demo-disk.ts';
import { connectRawQmp, type RawQmp } from './raw-qmp.ts';

const GUEST = pathToFileURL(join(import.meta.dirname, '../../assets/demo/guest.img'));
const FAKETIME = '/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1';

/** A real QEMU with the demo guest whose clock we set, so that its snapshots are as old as we like. */
export interface PastMachine extends AsyncDisposable {
  /** The monitor for the app. */
  readonly socketPath: string;
  /** A second monitor, for setting the stage. */
  readonly stage: RawQmp;
  /** Sets the clock that QEMU dates snapshots by; ms since the epoch. */
  setClock(at: number): Promise<void>;
  /** Presses keys in the guest: each plants a tree. */
  press(count: number): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a machine whose files go into `folder`, which exists. Needs Debian's package faketime. */
export async function startPastMachine(
  folder: string,
  options: {
    readonly name: string;
    readonly uuid: string;
    readonly memoryMiB?: number;
    readonly args?: readonly string[];
  },
): Promise<PastMachine> {
  await access(FAKETIME);
  const path = (ending: string): string => join(folder, `${options.name}.${ending}`);
  const clock = path('clock');
  const setClock = async (at: number): Promise<void> => {
    await writeFile(clock, `@${new Date(at).toISOString().slice(0, 19).replace('T', ' ')}\n`);
  };
  await setClock(Date.now());
  await makeDemoDisk(path('qcow2'), GUEST);
  const child = spawn(
    'qemu-system-x86_64',
    [
      ...['-name', options.name, '-uuid', options.uuid, '-nodefaults', '-no-user-config'],
      ...['-accel', 'kvm', '-accel', 'tcg', '-m', String(options.memoryMiB ?? 32)],
      ...['-display', 'none', '-device', 'VGA,vgamem_mb=4'],
      ...[
        '-blockdev',
        JSON.stringify({
          driver: 'qcow2',
          'node-name': 'system',
          file: { driver: 'file', filename: path('qcow2') },
        }),
      ],
      ...['-device', 'ide-hd,drive=system'],
      ...[
        '-qmp',
        `unix:${path('qmp.sock')},server=on,wait=off`,
        '-qmp',
        `unix:${path('stage.sock')},server=on,wait=off`,
      ],
      ...(options.args ?? []),
    ],
    {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: {
        ...process.env,
        TZ: 'UTC',
        LD_PRELOAD: FAKETIME,
        FAKETIME_TIMESTAMP_FILE: clock,
        FAKETIME_NO_CACHE: '1',
        DONT_FAKE_MONOTONIC: '1',
      },
    },
  );
  const exited = once(child, 'exit');
  const stage = await connectWhenThere(path('stage.sock'));
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL');
    await exited;
    await stage.close();
  };
  return {
    socketPath: path('qmp.sock'),
    stage,
    setClock,
    press: async (count) => {
      for (let index = 0; index < count; index++) {
        await stage.execute('send-key', { keys: [{ type: 'qcode', data: 'spc' }] });
      }
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

/** Connects to a monitor that is about to listen; gives up after 10 s. */
async function connectWhenThere(socketPath: string): Promise<RawQmp> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    try {
      return await connectRawQmp(socketPath);
    } catch (cause) {
      if (Date.now() > deadline) throw new Error('QEMU did not start.', { cause });
      await wait(50);
    }
  }
}
