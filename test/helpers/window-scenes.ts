import type { Page } from '@playwright/test';
import type { AppPage } from './app-page.ts';
import type { SyntheticCore } from './synthetic-core.ts';

/** A screen of the window over made-up machines. */
export interface WindowScene {
  readonly name: string;
  /** None for a window without machines. */
  readonly machines: number;
  readonly snapshots: number;
  /** Goes from the first frame to the scene. */
  readonly act?: (window: {
    readonly app: AppPage;
    readonly page: Page;
    readonly core: SyntheticCore;
  }) => Promise<void>;
  /** Whether jobs of the stand-in core show in it, whose times no test can fix. */
  readonly hasJobs?: boolean;
}

const MACHINE = 'web-server';
const grove = { machines: 6, snapshots: 12 } as const;

/** Every screen and dialog of the window. */
export const windowScenes: readonly WindowScene[] = [
  { name: 'welcome', machines: 0, snapshots: 0 },
  {
    name: 'add',
    machines: 0,
    snapshots: 0,
    act: async ({ app }) => {
      await app.main.getByRole('button', { name: 'Add a machine' }).click();
      await app.dialog('Add a machine').getByText('/tmp/test/qmp.sock').waitFor();
    },
  },
  { name: 'first', machines: 1, snapshots: 0 },
  { name: 'tree', ...grove },
  {
    name: 'details',
    ...grove,
    act: async ({ app }) => {
      await app.snapshot(MACHINE, 'nginx configured').click();
      await app.details.getByText('XML').click();
      await app.details.getByText('<domainsnapshot>').waitFor();
    },
  },
  {
    name: 'several',
    ...grove,
    act: async ({ app }) => {
      await app.snapshot(MACHINE, 'clean install').click();
      await app.snapshot(MACHINE, 'nginx configured').click({ modifiers: ['Control'] });
      await app.details.getByText('2 snapshots selected').waitFor();
    },
  },
  {
    name: 'menu',
    ...grove,
    act: async ({ app, page }) => {
      await app.snapshot(MACHINE, 'nginx configured').click({ button: 'right' });
      await page.getByRole('menu').waitFor();
    },
  },
  {
    name: 'map',
    ...grove,
    act: async ({ app }) => {
      await app.main.getByRole('radio', { name: 'Map' }).check();
      await app.here(MACHINE).waitFor();
    },
  },
  {
    name: 'timeline',
    ...grove,
    act: async ({ app, page }) => {
      await app.main.getByRole('radio', { name: 'Timeline' }).check();
      await page.getByRole('listbox').getByRole('option').first().waitFor();
    },
  },
  {
    name: 'take',
    ...grove,
    act: async ({ app, page }) => {
      await page.keyboard.press('Control+t');
      await app
        .dialog('Take snapshot')
        .getByText(/ free$/)
        .waitFor();
      await app.dialog('Take snapshot').getByText('More options').click();
    },
  },
  {
    name: 'restore',
    ...grove,
    act: async ({ app, page }) => {
      await app.snapshot(MACHINE, 'nginx configured').click();
      await page.keyboard.press('Control+Enter');
      await app
        .dialog('Restore nginx configured')
        .getByText(/Everything that happened/)
        .waitFor();
    },
  },
  {
    name: 'delete',
    ...grove,
    act: async ({ app, page }) => {
      await app.snapshot(MACHINE, 'nginx configured').click();
      await page.keyboard.press('Delete');
      await app
        .dialog('Delete nginx configured')
        .getByText(/Frees about/)
        .waitFor();
    },
  },
  {
    name: 'viewer',
    ...grove,
    act: async ({ app }) => {
      await app.snapshot(MACHINE, 'nginx configured').dblclick();
      await app.dialog('nginx configured').getByRole('img').waitFor();
    },
  },
  {
    name: 'compare',
    ...grove,
    act: async ({ app, page }) => {
      await app.snapshot(MACHINE, 'clean install').click();
      await app.snapshot(MACHINE, 'nginx configured').click({ modifiers: ['Control'] });
      await page.keyboard.press('Control+d');
      const compare = page.getByRole('dialog', { name: /Compare/ });
      await compare.getByRole('radio', { name: 'Difference' }).check();
      await compare
        .getByText(/changed|the same/)
        .first()
        .waitFor();
    },
  },
  {
    name: 'search',
    ...grove,
    act: async ({ app, page }) => {
      await page.keyboard.press('Control+f');
      await app.dialog('Search all snapshots').getByRole('combobox').fill('nginx');
      await page.getByRole('option').first().waitFor();
    },
  },
  {
    name: 'palette',
    ...grove,
    act: async ({ page }) => {
      await page.keyboard.press('Control+k');
      await page.getByRole('option').first().waitFor();
    },
  },
  {
    name: 'settings',
    ...grove,
    act: async ({ app }) => {
      await app.button('Settings').click();
      await app.dialog('Settings').waitFor();
    },
  },
  {
    name: 'shortcuts',
    ...grove,
    act: async ({ app, page }) => {
      await page.keyboard.press('?');
      await app.dialog('Keyboard shortcuts').waitFor();
    },
  },
  {
    name: 'command-line',
    ...grove,
    act: async ({ app, page }) => {
      await app.button(`Actions for ${MACHINE}`).click();
      await page.getByRole('menuitem', { name: 'Command line…' }).click();
      await app.dialog(`Command line of ${MACHINE}`).waitFor();
    },
  },
  {
    name: 'remove',
    ...grove,
    act: async ({ app, page }) => {
      await app.button(`Actions for ${MACHINE}`).click();
      await page.getByRole('menuitem', { name: 'Remove from list…' }).click();
      await app.dialog(`Remove ${MACHINE}`).waitFor();
    },
  },
  {
    name: 'remove-connection',
    ...grove,
    act: async ({ app, page }) => {
      await app.machines.getByRole('button', { name: 'Actions for rack-1' }).click();
      await page.getByRole('menuitem', { name: 'Remove from list…' }).click();
      await app.dialog('Remove rack-1').waitFor();
    },
  },
  {
    name: 'power-off',
    ...grove,
    act: async ({ app, page }) => {
      await app.button('Power').click();
      await page.getByRole('menuitem', { name: 'Power off' }).click();
      await app.dialog(`Power off ${MACHINE}`).waitFor();
    },
  },
  {
    name: 'deleting',
    ...grove,
    hasJobs: true,
    act: async ({ app, page }) => {
      await app.delete(MACHINE, 'nginx configured');
      await app.notices.getByRole('button', { name: 'Undo', exact: true }).waitFor();
      await page.keyboard.press('Control+j');
      await app.dialog('Jobs').waitFor();
    },
  },
  {
    name: 'taking',
    ...grove,
    hasJobs: true,
    act: async ({ app, page }) => {
      await page.keyboard.press('Control+t');
      await app
        .dialog('Take snapshot')
        .getByText(/ free$/)
        .waitFor();
      await page.keyboard.press('Enter');
      await page.getByRole('progressbar').first().waitFor();
    },
  },
  {
    name: 'lost',
    ...grove,
    act: async ({ app, core }) => {
      const [machine] = core.machines.values();
      if (machine === undefined) throw new Error('The scene needs a machine.');
      const { seenAt } = machine;
      core.apply([
        {
          op: 'put',
          kind: 'machine',
          value: {
            ...machine,
            link: {
              status: 'lost',
              code: 'refused',
              message: 'Another program is connected to this monitor.',
              since: seenAt ?? 0,
              retryAt: null,
            },
            state: 'unknown',
            seenAt: (seenAt ?? 0) - 600_000,
          },
        },
      ]);
      await app.main.getByText(/Last seen:/).waitFor();
    },
  },
];
