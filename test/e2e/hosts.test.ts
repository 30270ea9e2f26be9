import { afterAll, beforeAll, describe, it } from 'vitest';
import { type AppPage, expect, expectDrawn } from '../helpers/app-page.ts';
import { type ShownApp, useAppStage } from '../helpers/app-stage.ts';
import { startLibvirtMachine } from '../helpers/libvirt-stage.ts';
import { startLibvirtd, type TestLibvirtd } from '../helpers/libvirtd.ts';
import { startSshd, type TestSshd } from '../helpers/sshd.ts';

const NAME = 'guest';

/** A host that comes back has up to a minute of back-off behind it, and Chromium and QEMU share its processors. */
const PATIENT = { timeout: 60_000 };

let libvirtd: TestLibvirtd;
let sshd: TestSshd;
beforeAll(async () => {
  libvirtd = await startLibvirtd();
  sshd = await startSshd({ environment: libvirtd.environment });
});
afterAll(async () => {
  await sshd?.stop();
  await libvirtd?.stop();
});

/** Adds a libvirt and shows its machine; returns the machine's id. */
async function added({ api, watched, app }: ShownApp, address: string, uuid: string): Promise<string> {
  const { connectionId } = await api['machine.add']({ address });
  const id = `${connectionId}:${uuid}`;
  await watched.until(({ machines }) => machines.get(id)?.state === 'running');
  await app.machine(NAME).click();
  return id;
}

async function expectAway(app: AppPage, reason: RegExp): Promise<void> {
  await expect(app.tree(NAME)).toHaveAttribute('data-stale', 'true', PATIENT);
  await expect(app.main.getByText(/Last seen:/)).toBeVisible();
  await expect(app.main.getByText(reason)).toBeVisible();
  await expect(app.machines.getByText(reason)).toBeVisible();
  await expect(app.machine(NAME)).toHaveAccessibleName(/not visible now/);
  await expect(app.snapshot(NAME, 'base')).toBeVisible();
  await app.snapshot(NAME, 'base').click();
  await expect(app.details.getByRole('heading', { name: 'base' })).toBeVisible();
  await expect(app.details.getByRole('button', { name: 'Restore', exact: true })).toBeDisabled();
  await expect(app.main.getByRole('button', { name: 'Take snapshot', exact: true })).toBeDisabled();
}

async function expectBack(app: AppPage): Promise<void> {
  await expect(app.tree(NAME)).toHaveAttribute('data-stale', 'false', PATIENT);
  await expect(app.main.getByText(/Last seen:/)).toBeHidden();
  await app.snapshot(NAME, 'base').click();
  await expect(app.details.getByRole('button', { name: 'Restore', exact: true })).toBeEnabled();
}

describe('a libvirt host that goes away', () => {
  const stage = useAppStage();

  it('keeps its tree, says what is wrong, and comes back by itself when its ssh was cut', async () => {
    await using machine = await startLibvirtMachine(libvirtd, { name: NAME });
    const shown = await stage.start();
    const { app } = shown;
    const id = await added(shown, await sshd.uri(), machine.uuid);
    await shown.took(id, 'base');
    await expectBack(app);
    // A server that nobody answers for stays away until it goes on.
    libvirtd.signal('SIGSTOP');
    try {
      await sshd.cut();
      await expectAway(app, /The ssh connection to 127\.0\.0\.1 ended/);
    } finally {
      libvirtd.signal('SIGCONT');
    }
    await expectBack(app);
  });

  it('is there as last seen when the app is started while it is away, and as it is on “Try again”', async () => {
    await using machine = await startLibvirtMachine(libvirtd, { name: NAME });
    const first = await stage.start();
    const id = await added(first, libvirtd.uri, machine.uuid);
    await first.took(id, 'base');
    await expectDrawn(first.app.thumbnail(NAME, 'base'));
    libvirtd.signal('SIGKILL');
    await expectAway(first.app, /libvirt daemon/);
    await stage.stop(first);

    const { app } = await stage.start();
    await app.machine(NAME).click();
    await expectAway(app, /libvirt daemon/);
    await expectDrawn(app.thumbnail(NAME, 'base'));
    await libvirtd.restart();
    await libvirtd.virsh('snapshot-create-as', NAME, 'meanwhile');
    await app.main.getByRole('button', { name: 'Try again' }).click();
    await expectBack(app);
    await expect(app.snapshot(NAME, 'meanwhile')).toBeVisible();
    await expectDrawn(app.thumbnail(NAME, 'base'));
  });
});

describe('a libvirt that is no longer wanted', () => {
  const stage = useAppStage();

  it('is removed by its heading or by one of its machines, once that was agreed to', async () => {
    const { api, app } = await stage.start();
    for (const way of ['heading', 'machine'] as const) {
      await api['machine.add']({ address: libvirtd.testUri });
      const machine = app.machine('test');
      await expect(machine).toBeVisible();
      if (way === 'heading') {
        await app.machines.getByRole('button', { name: /^Actions for/ }).click();
        await app.page.getByRole('menuitem', { name: 'Remove from list…' }).click();
      } else {
        await machine.click();
        await app.main.getByRole('button', { name: 'Actions for test' }).click();
        await app.page.getByRole('menuitem', { name: 'Remove its whole connection…' }).click();
      }
      const dialog = app.page.getByRole('dialog', { name: /^Remove/ });
      await expect(dialog.getByText(/Takes its machine off this list/)).toBeVisible();
      await dialog.getByRole('button', { name: /^Remove/ }).click();
      await expect(machine).toBeHidden();
      await expect(app.machines.getByRole('button', { name: /^Actions for/ })).toBeHidden();
    }
  });
});

describe('a job of another program', () => {
  const stage = useAppStage();

  it('stands against a snapshot as long as it lasts, and no longer', async () => {
    await using machine = await startLibvirtMachine(libvirtd, { name: NAME });
    const shown = await stage.start();
    const { app } = shown;
    await added(shown, libvirtd.uri, machine.uuid);
    const copy = libvirtd.folder.entry('copy.qcow2');
    await libvirtd.virsh('blockcopy', NAME, 'vda', copy, '--transient-job', '--bandwidth', '1', '--bytes');
    await app.main.getByRole('button', { name: 'Take snapshot', exact: true }).click();
    const dialog = app.dialog('Take snapshot');
    await dialog.getByLabel('Name').fill('after');
    const reason = dialog.getByText(/A job that copies or merges vda of guest is running/);
    const take = dialog.getByRole('button', { name: 'Take', exact: true });
    await expect(reason).toBeVisible();
    await expect(take).toBeDisabled();
    await libvirtd.virsh('blockjob', NAME, 'vda', '--abort');
    await expect(reason).toBeHidden();
    await take.click();
    await app.snapshot(NAME, 'after').click();
    await expect(app.details.getByText(/deleting frees about/)).toBeVisible();
  });
});
