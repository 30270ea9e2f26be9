import type { Hypervisor } from '../../electron/hypervisor/hypervisor.ts';
import { LibvirtHypervisor } from '../../electron/hypervisor/libvirt/libvirt-hypervisor.ts';
import { asIs } from '../../shared/sentences/sentence.ts';
import type { TestLibvirtd } from './libvirtd.ts';

/** A hypervisor on one of a private libvirtd's URIs; what it can't handle is thrown. */
export function libvirtHypervisor(libvirtd: TestLibvirtd, uri: string = libvirtd.uri): LibvirtHypervisor {
  return new LibvirtHypervisor({
    connectionId: 'libvirt-test',
    uri,
    title: asIs('a private libvirtd'),
    screenFolder: libvirtd.folder.path,
    seenFolder: null,
    environment: libvirtd.environment,
    onError: (error) => {
      throw error;
    },
  });
}

/** What a program beside us says of a machine's snapshots; undefined is what it does not know. */
export interface JudgedSnapshots {
  readonly parents: ReadonlyMap<string, string | null | undefined>;
  readonly current: string | null | undefined;
}

/** A machine's snapshots by `virsh snapshot-list --tree` and `snapshot-current`. */
export async function virshSnapshots(
  libvirtd: TestLibvirtd,
  machine: string,
  uri: string = libvirtd.uri,
): Promise<JudgedSnapshots> {
  const tree = await libvirtd.virshAt(uri, 'snapshot-list', machine, '--tree');
  const current = await libvirtd
    .virshAt(uri, 'snapshot-current', machine, '--name')
    // virsh fails where there is none.
    .catch(() => null);
  return { parents: parentsInTree(tree), current };
}

/** Reads the picture of a tree that virsh draws: each level stands four columns further in, after `+- `. */
export function parentsInTree(tree: string): ReadonlyMap<string, string | null> {
  const parents = new Map<string, string | null>();
  const path: string[] = [];
  for (const line of tree.split('\n')) {
    const [, indent = '', name = line] = /^([ |]*)\+- (.*)$/.exec(line) ?? [];
    if (/^[ |]*$/.test(name)) continue;
    const depth = name === line ? 0 : (indent.length + 2) / 4;
    path.length = depth;
    parents.set(name, path.at(-1) ?? null);
    path.push(name);
  }
  return parents;
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
