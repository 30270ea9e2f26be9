import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'vitest';
import { expect } from '../helpers/app-page.ts';
import { useAppStage } from '../helpers/app-stage.ts';
import { startGuest } from '../helpers/guest.ts';
import { createQcow2, startQemu } from '../helpers/qemu.ts';
import { connectRawQmp } from '../helpers/raw-qmp.ts';

const NAME = 'patient';

/** The file of that name below a folder; throws when there is none. */
async function find(folder: string, name: string): Promise<string> {
  const path = (await readdir(folder, { recursive: true })).find((each) => each.endsWith(name));
  if (path === undefined) throw new Error(`There is no ${name} below ${folder}.`);
  return join(folder, path);
}

/** Ends the QEMU that the app started, if the test did not come to it. */
async function quit(monitor: string): Promise<void> {
  try {
    await using qmp = await connectRawQmp(monitor);
    await qmp.execute('quit');
  } catch {
    // It has ended already.
  }
}

describe('trouble in the window', () => {
  const stage = useAppStage();

  it('starts a machine that is off, after its command line was seen', async () => {
    await using guest = await startGuest({ name: NAME });
    const shown = await stage.start();
    const { app, watched } = shown;
    const id = await shown.add(guest);
    await shown.took(id, 'asleep');
    guest.kill();
    await guest.exited;
    await expect(app.button('Start')).toBeVisible();
    await expect(app.machine(NAME)).toHaveAccessibleName(/off/);
    await expect(app.snapshot(NAME, 'asleep')).toBeVisible();
    await using _started = { [Symbol.asyncDispose]: () => quit(guest.folder.entry('stage.sock')) };
    await app.button('Start').click();
    const dialog = app.dialog(`Start ${NAME}`);
    const field = dialog.getByLabel('Command line');
    await expect(field).toHaveValue(/^\S*qemu-system-x86_64\n[\s\S]*system\.qcow2/);
    await dialog.getByRole('button', { name: 'Start', exact: true }).click();
    await expect(dialog).toBeHidden();
    await expect(app.button('Pause')).toBeVisible();
    await app.restore(NAME, 'asleep', { keepCurrent: false });
    await watched.until(({ jobs }) =>
      [...jobs.values()].some((job) => job.kind === 'restore' && job.state === 'done'),
    );
    await app.button('Power').click();
    await app.page.getByRole('menuitem', { name: 'Power off' }).click();
    const asked = app.dialog(`Power off ${NAME}`);
    await expect(asked.getByText(/not saved is lost/)).toBeVisible();
    await asked.getByRole('button', { name: `Power off ${NAME}` }).click();
    await expect(app.machine(NAME)).toHaveAccessibleName(/off/);
  });

  it('asks before it resets or powers off, and does neither when that is taken back', async () => {
    await using guest = await startGuest({ name: NAME });
    const shown = await stage.start();
    const { app, watched } = shown;
    await shown.add(guest);
    const choose = async (action: string) => {
      await app.button('Power').click();
      await app.page.getByRole('menuitem', { name: action }).press('Enter');
      const asked = app.dialog(`${action} ${NAME}`);
      await expect(asked.getByRole('button', { name: 'Cancel' })).toBeFocused();
      await expect(asked.getByText(/not saved is lost/)).toBeVisible();
      return asked;
    };
    const powerOff = await choose('Power off');
    await app.page.keyboard.press('Enter');
    await expect(powerOff).toBeHidden();
    const reset = await choose('Reset');
    await app.page.keyboard.press('Escape');
    await expect(reset).toBeHidden();
    await (await choose('Reset')).getByRole('button', { name: `Reset ${NAME}` }).click();
    await expect(reset).toBeHidden();
    await watched.until(({ jobs }) => [...jobs.values()].some(({ state }) => state === 'done'));
    expect([...watched.world.jobs.values()].map(({ kind }) => kind)).toEqual(['reset']);
    await expect(app.machine(NAME)).toHaveAccessibleName(/running/);
  });

  it('greys the last known tree of a machine that stopped answering, and comes back by itself', async () => {
    await using guest = await startGuest({ name: NAME });
    const shown = await stage.start({ refreshSeconds: 2 });
    const { app } = shown;
    const id = await shown.add(guest);
    await shown.took(id, 'before');
    await expect(app.snapshot(NAME, 'before')).toBeVisible();
    guest.kill('SIGSTOP');
    await expect(app.tree(NAME)).toHaveAttribute('data-stale', 'true', { timeout: 60_000 });
    await expect(app.main.getByText(/Last seen:/)).toBeVisible();
    await expect(app.snapshot(NAME, 'before')).toBeVisible();
    guest.kill('SIGCONT');
    await expect(app.tree(NAME)).toHaveAttribute('data-stale', 'false', { timeout: 60_000 });
    await expect(app.main.getByText(/Last seen:/)).toBeHidden();
  });

  it('shows by itself what another tool made and deleted', async () => {
    await using guest = await startGuest({ name: NAME });
    const shown = await stage.start({ refreshSeconds: 2 });
    const { app } = shown;
    await shown.add(guest);
    await expect(app.here(NAME)).toBeVisible();
    const job = { 'job-id': 'other', tag: 'by hand', devices: ['system'] };
    await guest.stage.runJob('snapshot-save', { ...job, vmstate: 'system' });
    await expect(app.snapshot(NAME, 'by hand')).toBeVisible();
    await expect(app.snapshot(NAME, 'by hand').getByText('Made elsewhere')).toBeVisible();
    await guest.stage.runJob('snapshot-delete', job);
    await expect(app.snapshot(NAME, 'by hand')).toBeHidden();
  });

  it('marks one snapshot whose notes are unreadable, and one whose picture is broken, never the page', async () => {
    await using guest = await startGuest({ name: NAME });
    const first = await stage.start();
    const id = await first.add(guest);
    const whole = await first.took(id, 'whole');
    // Equal pictures would be one file.
    await guest.press(5);
    const screen = async () => (await first.api['machine.screenshot']({ machineId: id })).picture?.sha256;
    await expect.poll(screen).not.toBe(whole.picture?.sha256);
    const broken = await first.took(id, 'unpictured');
    await first.took(id, 'garbled');
    await stage.stop(first);
    const store = stage.folder.entry('store');
    await writeFile(await find(store, `${broken.picture?.sha256}.webp`), 'no picture');
    await writeFile(await find(store, `${broken.picture?.sha256}.png`), 'no picture');
    const documents = (await readdir(store, { recursive: true })).filter((each) =>
      each.endsWith('snapshot.xml'),
    );
    for (const path of documents) {
      const text = await readFile(join(store, path), 'utf8');
      if (text.includes('<name>garbled</name>'))
        await writeFile(join(store, path), '<domainsnapshot><name>garb');
    }

    const { app } = await stage.start();
    // The notes are marked; the snapshot itself is in the image, and can be restored.
    await expect(app.tree(NAME).getByText('Unreadable')).toHaveCount(1);
    await expect(app.snapshot(NAME, 'garbled').getByText('Memory')).toBeVisible();
    await expect(app.thumbnail(NAME, 'whole')).toBeVisible();
    await expect(app.thumbnail(NAME, 'unpictured')).toBeHidden();
    await app.snapshot(NAME, 'unpictured').click();
    await expect(
      app.details.getByRole('img', { name: /^Screenshot of unpictured: Picture can’t be shown/ }),
    ).toBeVisible();
    await app.snapshot(NAME, 'garbled').click();
    await expect(app.details.getByRole('heading', { name: 'garbled' })).toBeVisible();
    await expect(app.details.getByRole('button', { name: 'Restore', exact: true })).toBeVisible();
  });

  it('shows a machine without a display without pictures, and says why there is none', async () => {
    await createQcow2(stage.folder.entry('disk.qcow2'));
    await using qemu = await startQemu({
      name: 'blind',
      display: false,
      drives: [{ nodeName: 'disk', path: stage.folder.entry('disk.qcow2'), format: 'qcow2' }],
    });
    const shown = await stage.start();
    const { app } = shown;
    const id = await shown.add(qemu);
    await shown.took(id, 'dark');
    await app.snapshot('blind', 'dark').click();
    await expect(app.details.getByRole('img', { name: 'Screenshot of dark: No picture' })).toBeVisible();
    await expect(app.details.getByText(/display/)).toBeVisible();
  });
});
