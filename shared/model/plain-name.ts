/** Which names of snapshots a machine's hypervisor takes: any, or those that `isPlainName` says are plain. */
export type NameRule = 'any' | 'plain';

/** What QEMU takes in the name of a job (`id_wellformed`, util/id.c), after its first letter. */
const PLAIN = /^[A-Za-z0-9._-]+$/;

/** Whether a name has only letters from A to Z, digits, dots, hyphens and underscores. */
export function isPlainName(name: string): boolean {
  return PLAIN.test(name);
}

/** The plain name that comes nearest to a name, such as `before-upgrade`; `snapshot` where nothing of it is plain. */
export function plainName(name: string): string {
  const letters = name.normalize('NFD').replace(/\p{Mark}+/gu, '');
  const plain = letters.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[-.]+|-+$/g, '');
  return plain === '' ? 'snapshot' : plain;
}
