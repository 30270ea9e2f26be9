import { texts } from '../message.ts';

export const treeTexts = texts({
  'tree.label': { en: 'Snapshots of {name}', de: 'Snapshots von {name}' },
  'tree.expand': { en: 'Expand', de: 'Aufklappen' },
  'tree.collapse': { en: 'Collapse', de: 'Zuklappen' },
  'tree.hidden': {
    en: { one: '{count} hidden', other: '{count} hidden' },
    de: { one: '{count} verborgen', other: '{count} verborgen' },
  },
  'tree.firstTitle': { en: 'No snapshots yet', de: 'Noch keine Snapshots' },
  'tree.firstText': {
    en: 'Take one, and you can always come back to this moment.',
    de: 'Nehmen Sie einen auf, dann können Sie jederzeit zu diesem Moment zurückkehren.',
  },
  'tree.first': { en: 'Take the first snapshot', de: 'Ersten Snapshot aufnehmen' },
  'tree.taking': { en: 'Taking “{name}”', de: '„{name}“ wird aufgenommen' },
  'tree.job.waiting': { en: 'Will be deleted', de: 'Wird gelöscht' },
  'tree.job.queued': { en: 'Waiting', de: 'Wartet' },
  'tree.job.restore': { en: 'Restoring', de: 'Wird wiederhergestellt' },
  'tree.job.delete': { en: 'Deleting', de: 'Wird gelöscht' },
  'tree.job.activate': { en: 'Activating', de: 'Wird aktiviert' },
});
