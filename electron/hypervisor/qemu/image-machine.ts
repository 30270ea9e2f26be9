import { say } from '../../../shared/sentences/say.ts';
import { imageInfo } from '../../qemu-img/info.ts';
import { HypervisorError } from '../hypervisor.ts';
import type { MachineRecord } from './machine-record.ts';

/** What is known of a machine by its image alone. Throws QemuImgError, HypervisorError. */
export async function machineOfImage(
  path: string,
): Promise<Pick<MachineRecord, 'name' | 'source' | 'local' | 'drives'>> {
  const { format, virtualSizeBytes, actualSizeBytes } = await imageInfo(path);
  if (format !== 'qcow2') {
    throw new HypervisorError('unsupported', say('add/not-qcow2', { path, format }));
  }
  return {
    name: path.slice(path.lastIndexOf('/') + 1).replace(/\.[^.]+$/, ''),
    source: { kind: 'image', path },
    local: true,
    drives: [
      {
        id: 'drive0',
        device: null,
        path,
        format,
        virtualSizeBytes,
        actualSizeBytes,
        readOnly: false,
        leftOut: null,
      },
    ],
  };
}
