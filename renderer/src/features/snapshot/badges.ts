import {
  CircleSlash,
  FileX,
  HardDrive,
  type LucideIcon,
  MemoryStick,
  PackageOpen,
  Pin,
  Play,
  Shield,
  Unplug,
  Wrench,
} from 'lucide-react';
import { messageOf } from '../../../../shared/model/finding.ts';
import type { Snapshot } from '../../../../shared/model/snapshot.ts';
import type { TextKey } from '../../lib/text/catalogue.ts';
import type { Text } from '../../lib/text/use-text.tsx';
import type { BadgeTone } from '../../ui/Badge.tsx';

/** A word about a snapshot that is seen at a glance. */
export interface SnapshotBadge {
  readonly key: Extract<TextKey, `badge.${string}`>;
  readonly label: string;
  readonly hint: string | undefined;
  readonly icon: LucideIcon;
  readonly tone: BadgeTone;
}

/** The badges of a snapshot, what is wrong with it first. */
export function badgesOf(
  snapshot: Snapshot,
  isActivated: boolean,
  { t, say }: Text,
): readonly SnapshotBadge[] {
  const badges: SnapshotBadge[] = [];
  const add = (key: SnapshotBadge['key'], icon: LucideIcon, tone: BadgeTone, hint?: string) =>
    badges.push({ key, label: t(key), icon, tone, hint });
  if (snapshot.unreadable !== null) add('badge.unreadable', FileX, 'danger', say(snapshot.unreadable));
  if (snapshot.lost) add('badge.lost', Unplug, 'danger', t('badge.lostHint'));
  else if (!snapshot.restorable.ok && snapshot.unreadable === null) {
    const [first] = snapshot.restorable.findings;
    const why = first === undefined ? undefined : say(messageOf(first));
    add('badge.notRestorable', CircleSlash, 'danger', why);
  }
  if (isActivated) add('badge.activated', Play, 'accent', t('badge.activatedHint'));
  if (snapshot.pinned) add('badge.pinned', Pin, 'accent', t('badge.pinnedHint'));
  if (snapshot.safety) add('badge.safety', Shield, 'warning', t('badge.safetyHint'));
  if (snapshot.kind !== 'internal') add('badge.external', PackageOpen, 'quiet', t('badge.externalHint'));
  if (snapshot.origin === 'elsewhere') add('badge.elsewhere', Wrench, 'quiet', t('badge.elsewhereHint'));
  if (snapshot.memory) add('badge.memory', MemoryStick, 'plain', t('badge.memoryHint'));
  // Whether one that can't be read holds memory is not known.
  else if (snapshot.unreadable === null) add('badge.diskOnly', HardDrive, 'plain', t('badge.diskOnlyHint'));
  return badges;
}
