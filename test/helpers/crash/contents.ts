import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { connectRawQmp } from '../raw-qmp.ts';

const execFileAsync = promisify(execFile);

/** Writes a byte to the beginning of the drive that a device has, as the guest would, so that the drive tells later which state it has. */
export async function writeContent(socketPath: string, device: string, content: number): Promise<void> {
  await using monitor = await connectRawQmp(socketPath);
  for (const command of [`write -P ${content} 0 512`, 'flush']) {
    const said = await monitor.execute('human-monitor-command', {
      'command-line': `qemu-io -d ${device} "${command}"`,
    });
    if (said !== '') throw new Error(`qemu-io ${command}: ${String(said)}`);
  }
}

/** The byte at the beginning of an image, in use or not. */
export async function readContent(image: string): Promise<number> {
  const { stdout } = await execFileAsync('qemu-io', [
    '-U',
    '-r',
    '-f',
    'qcow2',
    '-c',
    'read -v 0 512',
    image,
  ]);
  const [, byte] = /^00000000: {2}([0-9a-f]{2}) /m.exec(stdout) ?? [];
  if (byte === undefined) throw new Error(`qemu-io read: ${stdout}`);
  return Number.parseInt(byte, 16);
}

/** Writes a byte to the beginning of an image that nobody uses. */
export async function writeImage(image: string, content: number): Promise<void> {
  await execFileAsync('qemu-io', ['-f', 'qcow2', '-c', `write -P ${content} 0 512`, image]);
}
