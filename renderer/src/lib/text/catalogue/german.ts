import type { English } from '../../../../../shared/sentences/english.ts';
import { germanConnection } from './german/connection.ts';
import { germanCore } from './german/core.ts';
import { germanDelete } from './german/delete.ts';
import { germanDrives } from './german/drives.ts';
import { germanImages } from './german/images.ts';
import { germanLibvirt } from './german/libvirt.ts';
import { germanLibvirtDelete } from './german/libvirt-delete.ts';
import { germanLibvirtRestore } from './german/libvirt-restore.ts';
import { germanLibvirtTake } from './german/libvirt-take.ts';
import { germanLinks } from './german/links.ts';
import { germanMachine } from './german/machine.ts';
import { germanNames } from './german/names.ts';
import { germanPictures } from './german/pictures.ts';
import { germanPower } from './german/power.ts';
import { germanRestore } from './german/restore.ts';
import { germanTake } from './german/take.ts';
import type { GermanOf } from './german-of.ts';

/** Every sentence that the core says, in German, by its code; the English is in `shared/sentences`. */
export const german: GermanOf<English> = {
  ...germanNames,
  ...germanDrives,
  ...germanMachine,
  ...germanTake,
  ...germanRestore,
  ...germanDelete,
  ...germanPower,
  ...germanLibvirtTake,
  ...germanLibvirtRestore,
  ...germanLibvirtDelete,
  ...germanLibvirt,
  ...germanConnection,
  ...germanLinks,
  ...germanImages,
  ...germanPictures,
  ...germanCore,
};
