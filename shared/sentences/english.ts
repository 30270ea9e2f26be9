import { connectionSentences } from './english/connection.ts';
import { coreSentences } from './english/core.ts';
import { deleteSentences } from './english/delete.ts';
import { driveSentences } from './english/drives.ts';
import { imageSentences } from './english/images.ts';
import { libvirtSentences } from './english/libvirt.ts';
import { libvirtDeleteSentences } from './english/libvirt-delete.ts';
import { libvirtRestoreSentences } from './english/libvirt-restore.ts';
import { libvirtTakeSentences } from './english/libvirt-take.ts';
import { linkSentences } from './english/links.ts';
import { machineSentences } from './english/machine.ts';
import { nameSentences } from './english/names.ts';
import { pictureSentences } from './english/pictures.ts';
import { powerSentences } from './english/power.ts';
import { restoreSentences } from './english/restore.ts';
import { takeSentences } from './english/take.ts';
import type { Message } from './message.ts';

/**
 * Every sentence that the core says, in English, by its code. A part per noun; codes are unique over all of them.
 * A code without a slash is a finding's, where what follows a colon tells sentences of one kind of finding apart.
 * `CODE/remedy` is the way out of what CODE says, and is given the same values.
 */
export const english = {
  ...nameSentences,
  ...driveSentences,
  ...machineSentences,
  ...takeSentences,
  ...restoreSentences,
  ...deleteSentences,
  ...powerSentences,
  ...libvirtTakeSentences,
  ...libvirtRestoreSentences,
  ...libvirtDeleteSentences,
  ...libvirtSentences,
  ...connectionSentences,
  ...linkSentences,
  ...imageSentences,
  ...pictureSentences,
  ...coreSentences,
} as const satisfies Readonly<Record<string, Message>>;

export type English = typeof english;

/** Codes of everything that can be said for itself. */
export type SentenceCode = Exclude<keyof English, `${string}/remedy`>;
