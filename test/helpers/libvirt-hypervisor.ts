import type { Hypervisor } from '../../electron/hypervisor/hypervisor.ts';
import { LibvirtHypervisor } from '../../electron/hypervisor/libvirt/libvirt-hypervisor.ts';
import type { TestLibvirtd } from './libvirtd.ts';

/** A hypervisor on one of a private libvirtd's URIs; what it can't handle is thrown. */
export function libvirtHypervisor(libvirtd: TestLibvirtd, uri: string = libvirtd.uri): LibvirtHypervisor {
  return new LibvirtHypervisor({
    connectionId: 'libvirt-test',
    uri,
    title: 'a private libvirtd',
    screenFolder: libvirtd.folder.path,
    environment: libvirtd.environment,
    onError: (error) => {
      throw error;
    },
  });
}

/** A machine's snapshots with their parents, as virsh tells them. */
export async function virshSnapshots(
  libvirtd: TestLibvirtd,
  machine: string,
  uri: string = libvirtd.uri,
): Promise<ReadonlyMap<string, string | null>> {
  const names = await libvirtd.virshAt(uri, 'snapshot-list', machine, '--name');
  const snapshots = new Map<string, string | null>();
  for (const name of names.split('\n').filter((each) => each !== '')) {
    const parent = await libvirtd
      .virshAt(uri, 'snapshot-parent', machine, name)
      // virsh fails for a root.
      .catch(() => null);
    snapshots.set(name, parent);
  }
  return snapshots;
}

/** Resolves once `isSo`; looks now and after every change that the hypervisor tells of. */
export async function until(hypervisor: Hypervisor, isSo: () => boolean): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const look = () => {
    if (isSo()) resolve();
  };
  const stop = hypervisor.onChange(look);
  look();
  await promise;
  stop();
}
