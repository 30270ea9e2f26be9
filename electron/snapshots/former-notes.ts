import { copyFile, link, mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  isMissing,
  makeFolder,
  namesIn,
  readIfThere,
  removeDurably,
  syncFolder,
  temporaryPath,
} from '../files/durable-file.ts';
import { hostOf, type MachinePlace, machinePlace } from './machine-place.ts';

const NOTES = 'notes.json';
const DOCUMENT = 'snapshot.xml';
/** Only snapshots of QEMU's own monitors have these: libvirt's document says itself where its snapshots live. */
const OF_QMP = /<blockdev[\s>]/;

/** What `machines/<uuid>` holds, apart by whose it is. */
interface Former {
  readonly folder: string;
  /** Folders of documents that are libvirt's. */
  readonly libvirt: readonly string[];
  /** Whether a machine of QEMU's own monitor, or of an image, has the folder too. */
  readonly isQmpToo: boolean;
  readonly hasNotes: boolean;
}

/**
 * Notes from before each connection had its own: then all machines of one UUID shared `machines/<uuid>`. Each
 * connection gets all of them, for nobody knows any more whose they are; what none of its snapshots fits is shown as lost.
 */
export class FormerNotes {
  readonly #home: string;

  /** `home` is the store's folder. */
  constructor(home: string) {
    this.#home = home;
  }

  /** Gives a place of libvirt's the former notes of its machine, if it has none of its own. Throws system errors. */
  async bringTo(place: MachinePlace): Promise<void> {
    const host = hostOf(place);
    if (host === null || (await this.#hasPlace(host.connectionId, host.uuid))) return;
    const former = await this.#former(host.uuid);
    if (former === null || (former.libvirt.length === 0 && former.isQmpToo)) return;
    const target = join(this.#home, place);
    await makeFolder(dirname(target));
    const unfinished = temporaryPath(dirname(target));
    try {
      await mkdir(unfinished, { mode: 0o700 });
      for (const key of former.libvirt) {
        await mkdir(join(unfinished, key), { mode: 0o700 });
        await share(join(former.folder, key, DOCUMENT), join(unfinished, key, DOCUMENT));
        await syncFolder(join(unfinished, key));
      }
      if (former.hasNotes) await share(join(former.folder, NOTES), join(unfinished, NOTES));
      await syncFolder(unfinished);
      // All or nothing: whoever finds the place takes it for complete.
      await rename(unfinished, target);
    } catch (error) {
      await rm(unfinished, { recursive: true, force: true });
      throw error;
    }
    await syncFolder(dirname(target));
  }

  /**
   * Removes former notes that every connection which may want them has got. `lastSeen` are the UUIDs of the machines
   * that each connection had when it was last there, null for one that has not been there since. Throws system errors.
   */
  async removeBrought(lastSeen: ReadonlyMap<string, ReadonlySet<string> | null>): Promise<void> {
    const places = new Map<string, ReadonlySet<string>>();
    for (const id of await namesIn(join(this.#home, 'hosts'))) {
      places.set(id, new Set(await namesIn(dirname(join(this.#home, machinePlace(id, 'any'))))));
    }
    const brought = new Set([...places.values()].flatMap((uuids) => [...uuids]));
    for (const uuid of await namesIn(join(this.#home, 'machines'))) {
      if (!brought.has(uuid)) continue;
      const isWanted = [...lastSeen].some(
        ([id, seen]) => seen === null || (seen.has(uuid) && places.get(id)?.has(uuid) !== true),
      );
      if (!isWanted) await this.#remove(uuid);
    }
  }

  async #remove(uuid: string): Promise<void> {
    const former = await this.#former(uuid);
    if (former === null) return;
    if (!former.isQmpToo) await removeDurably(former.folder);
    else for (const key of former.libvirt) await removeDurably(join(former.folder, key));
  }

  async #hasPlace(connectionId: string, uuid: string): Promise<boolean> {
    try {
      return (await stat(join(this.#home, machinePlace(connectionId, uuid)))).isDirectory();
    } catch (error) {
      if (isMissing(error)) return false;
      throw error;
    }
  }

  async #former(uuid: string): Promise<Former | null> {
    const folder = join(this.#home, 'machines', uuid);
    const names = await namesIn(folder);
    if (names.length === 0) return null;
    const libvirt: string[] = [];
    let isQmpToo = names.includes('machine.json');
    for (const name of names) {
      const text = name.includes('.') ? null : await readIfThere(join(folder, name, DOCUMENT));
      if (text === null) continue;
      if (OF_QMP.test(text)) isQmpToo = true;
      else libvirt.push(name);
    }
    return { folder, libvirt, isQmpToo, hasNotes: names.includes(NOTES) };
  }
}

/** Files of the store are replaced, never written into: one under two names is as good as a copy. */
async function share(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    if (isMissing(error)) throw error;
    // A file system without links.
    await copyFile(from, to);
  }
}
