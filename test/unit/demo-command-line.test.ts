import { describe, expect, it } from 'vitest';
import { demoCommandLine } from '../../electron/demo/demo-command-line.ts';

const paths = {
  uuid: '2f1a9c0e-6f35-4f0e-9a53-5a3c3a0d7a11',
  diskPath: '/home/ann/a "disk", mine.qcow2',
  socketPath: '/home/ann/x,y/qmp.sock',
  pidPath: '/home/ann/qemu.pid',
  logPath: '/home/ann/qemu.log',
};

const valueAfter = (command: readonly string[], option: string) => command[command.indexOf(option) + 1];

describe('the demo machine’s command line', () => {
  it('tries KVM first and falls back to TCG', () => {
    expect(demoCommandLine(paths).join(' ')).toContain('-accel kvm -accel tcg');
    expect(demoCommandLine({ ...paths, accelerators: ['tcg'] }).join(' ')).not.toContain('kvm');
  });

  it('names the machine and its drive', () => {
    const command = demoCommandLine(paths);

    expect(valueAfter(command, '-name')).toBe('Demo machine');
    expect(valueAfter(command, '-uuid')).toBe(paths.uuid);
    expect(JSON.parse(valueAfter(command, '-blockdev') ?? '')).toEqual({
      driver: 'qcow2',
      'node-name': 'demo-disk',
      file: { driver: 'file', filename: paths.diskPath },
    });
  });

  it('doubles commas where QEMU would end a path', () => {
    expect(valueAfter(demoCommandLine(paths), '-qmp')).toBe(
      'unix:/home/ann/x,,y/qmp.sock,server=on,wait=off',
    );
  });
});
