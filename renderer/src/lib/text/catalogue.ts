import { activateTexts } from './catalogue/activate.ts';
import { appTexts } from './catalogue/app.ts';
import { compareTexts } from './catalogue/compare.ts';
import { deleteTexts } from './catalogue/delete.ts';
import { detailsTexts } from './catalogue/details.ts';
import { jobTexts } from './catalogue/jobs.ts';
import { machineTexts } from './catalogue/machines.ts';
import { mapTexts } from './catalogue/map.ts';
import { paletteTexts } from './catalogue/palette.ts';
import { restoreTexts } from './catalogue/restore.ts';
import { searchTexts } from './catalogue/search.ts';
import { settingsTexts } from './catalogue/settings.ts';
import { snapshotTexts } from './catalogue/snapshots.ts';
import { takeTexts } from './catalogue/take.ts';
import { timelineTexts } from './catalogue/timeline.ts';
import { treeTexts } from './catalogue/tree.ts';
import { viewerTexts } from './catalogue/viewer.ts';

/** Every text of the window, in every language. A part per feature; keys are unique over all of them. */
export const catalogue = {
  ...appTexts,
  ...machineTexts,
  ...snapshotTexts,
  ...treeTexts,
  ...mapTexts,
  ...timelineTexts,
  ...viewerTexts,
  ...compareTexts,
  ...searchTexts,
  ...paletteTexts,
  ...settingsTexts,
  ...detailsTexts,
  ...takeTexts,
  ...restoreTexts,
  ...activateTexts,
  ...deleteTexts,
  ...jobTexts,
} as const;

export type Catalogue = typeof catalogue;
export type TextKey = keyof Catalogue;
