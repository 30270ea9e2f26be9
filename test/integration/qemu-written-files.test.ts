import { stat } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { writtenInodes, writtenInodesIn } from '../../electron/qemu-img/written-files.ts';
import { QemuStage } from '../helpers/qemu-stage.ts';

describe('files that a QEMU program writes to', () => {
  it('are seen in the kernel’s list of locks, those that are only read are not', async () => {
    await using stage = await QemuStage.open();
    const drives = [
      await stage.drive('a'),
      await stage.drive('b', 'raw'),
      await stage.drive('c', 'qcow2', { readOnly: true }),
    ];
    const inodes = await Promise.all(
      drives.map(async ({ path }) => (await stat(path, { bigint: true })).ino),
    );
    const seen = async () => {
      const written = await writtenInodes();
      return inodes.map((inode) => written?.has(inode));
    };
    expect(await seen()).toEqual([false, false, false]);
    const qemu = await stage.qemu({ drives });
    // Its monitor listens before its devices have taken their drives.
    await expect.poll(seen, { timeout: 10_000 }).toEqual([true, true, false]);
    qemu.kill();
    await qemu.exited;
    expect(await seen()).toEqual([false, false, false]);
  });

  it('are not those that other programs lock', () => {
    const text = [
      '1: OFDLCK ADVISORY  READ -1 fe:00:11 100 101',
      '2: OFDLCK ADVISORY  READ -1 fe:00:12 100 100',
      '3: OFDLCK ADVISORY  READ -1 fe:00:12 201 201',
      '4: POSIX  ADVISORY  WRITE 23839 fe:00:13 0 EOF',
      '5: POSIX  ADVISORY  WRITE 23839 fe:00:14 0 1000',
      '6: POSIX  ADVISORY  READ 99 fe:00:15 101 101',
      '7: FLOCK  ADVISORY  WRITE 99 fe:00:16 0 EOF',
      '8: -> OFDLCK ADVISORY  WRITE -1 fe:00:17 101 101',
      '9: OFDLCK ADVISORY  READ -1 <none>:0:18 101 101',
      '',
    ].join('\n');
    expect([...writtenInodesIn(text)]).toEqual([11n, 15n, 18n]);
  });
});
