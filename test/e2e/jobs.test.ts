import { describe, it } from 'vitest';
import { AppPage, expect } from '../helpers/app-page.ts';
import { useAppStage } from '../helpers/app-stage.ts';
import { startGuest } from '../helpers/guest.ts';

const NAME = 'worker';

describe('jobs in the window', () => {
  const stage = useAppStage();

  it('shows what runs and what waits behind it, and keeps the history across a restart', async () => {
    await using qemu = await startGuest({ name: NAME });
    const shown = await stage.start();
    const { app, api, page, watched, done } = shown;
    const machineId = await shown.add(qemu);
    const jobs = page.getByRole('region', { name: 'Jobs' });
    await expect(jobs.getByText('Nothing is running.')).toBeVisible();

    // Stopped, QEMU neither takes the first nor lets the second begin.
    qemu.kill('SIGSTOP');
    await api['snapshot.take']({ machineId, name: 'one' });
    await api['snapshot.take']({ machineId, name: 'two' });
    await expect(jobs.getByText('Taking “one” of worker')).toBeVisible();
    await expect(jobs.getByRole('progressbar', { name: /Taking “one” of worker/ })).toBeVisible();
    await expect(jobs.getByText('1 more job')).toBeVisible();
    await expect(jobs.getByText(/so far/)).toBeVisible();
    await expect(app.tree(NAME).getByRole('treeitem', { name: /^Taking “two”/ })).toBeVisible();
    await page.keyboard.press('Control+j');
    const history = app.dialog('Jobs');
    await expect(history.getByRole('listitem').filter({ hasText: 'Taking “two”' })).toContainText('waiting');
    await page.keyboard.press('Escape');

    qemu.kill('SIGCONT');
    await expect(app.snapshot(NAME, 'two')).toBeVisible();
    await expect(jobs.getByText('Nothing is running.')).toBeVisible();
    await done(
      api['snapshot.restore']({ snapshotId: watched.snapshot(machineId, 'one').id, keepCurrent: false }),
    );

    await stage.stop(shown);
    const again = await stage.start();
    await again.app.button('History').click();
    const kept = again.app.dialog('Jobs');
    await expect(kept.getByText(/^Took “one” of worker/)).toBeVisible();
    await expect(kept.getByText(/^Restored “one” of worker/)).toBeVisible();
    const entry = kept.getByRole('listitem').filter({ hasText: 'Took “two”' }).first();
    await entry.getByText(/^What happened/).click();
    await expect(entry.getByRole('listitem').first()).toBeVisible();
    await kept.getByRole('button', { name: 'Clear history' }).click();
    await expect(kept.getByText('Nothing was done yet.')).toBeVisible();
  });

  it('shows the same job in two windows, and after a reload in the middle of it', async () => {
    await using qemu = await startGuest({ name: NAME });
    const shown = await stage.start();
    const { app, api, page } = shown;
    const machineId = await shown.add(qemu);
    const other = await shown.openAnother();
    const otherApp = new AppPage(other);
    await expect(otherApp.here(NAME)).toBeVisible();

    qemu.kill('SIGSTOP');
    await api['snapshot.take']({ machineId, name: 'shared' });
    for (const each of [app, otherApp]) {
      await expect(
        each.page.getByRole('region', { name: 'Jobs' }).getByText('Taking “shared” of worker'),
      ).toBeVisible();
    }
    await page.reload();
    await expect(
      page.getByRole('region', { name: 'Jobs' }).getByText('Taking “shared” of worker'),
    ).toBeVisible();
    qemu.kill('SIGCONT');
    for (const each of [app, otherApp]) await expect(each.snapshot(NAME, 'shared')).toBeVisible();
  });

  it('says after a crash of the app what was interrupted, and that nothing else was', async () => {
    await using qemu = await startGuest({ name: NAME });
    const shown = await stage.start();
    const machineId = await shown.add(qemu);
    await shown.took(machineId, 'safe');
    qemu.kill('SIGSTOP');
    await shown.api['snapshot.take']({ machineId, name: 'cut off' });
    await shown.watched.until(({ jobs }) =>
      [...jobs.values()].some((job) => job.snapshotName === 'cut off' && job.state === 'running'),
    );
    await stage.kill(shown);
    qemu.kill('SIGCONT');

    const again = await stage.start();
    await expect(again.app.snapshot(NAME, 'safe')).toBeVisible();
    await again.app.button('History').click();
    const entry = again.app.dialog('Jobs').getByRole('listitem').filter({ hasText: 'cut off' }).first();
    await expect(entry).toContainText('interrupted');
    await expect(entry).toContainText('Taking “cut off” of worker failed');
  });

  it('tells results to screen readers', async () => {
    await using qemu = await startGuest({ name: NAME });
    const shown = await stage.start({ undoMs: 0 });
    const { page, api, watched } = shown;
    const machineId = await shown.add(qemu);
    const status = page.getByRole('status').filter({ hasText: /Taking|Took|Deleted/ });
    await shown.took(machineId, 'heard');
    await expect(status).toHaveText('Took “heard” of worker');
    const { id } = watched.snapshot(machineId, 'heard');
    await qemu.stage.runJob('snapshot-delete', { 'job-id': 'behind', tag: 'heard', devices: ['system'] });
    const { jobId } = await api['snapshot.restore']({ snapshotId: id, keepCurrent: false });
    expect((await watched.ended(jobId)).state).toBe('failed');
    await expect(
      page.getByRole('alert').filter({ hasText: 'Restoring “heard” of worker failed' }),
    ).toBeAttached();
  });
});
