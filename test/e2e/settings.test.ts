import { describe, it } from 'vitest';
import { catalogue } from '../../renderer/src/lib/text/catalogue.ts';
import { expect } from '../helpers/app-page.ts';
import { useAppStage } from '../helpers/app-stage.ts';
import { startGuest } from '../helpers/guest.ts';

const NAME = 'kiste';

describe('settings', () => {
  const stage = useAppStage();

  it('holds theme and language at once and after a restart, with nothing left in English', async () => {
    await using guest = await startGuest({ name: NAME });
    const shown = await stage.start();
    const { app, page } = shown;
    const id = await shown.add(guest);
    await shown.took(id, 'eins');
    await app.button('Settings').click();
    const settings = app.dialog('Settings');
    await settings.getByRole('radio', { name: 'Dark' }).click();
    await expect(page.locator('html')).toHaveCSS('color-scheme', 'dark');
    await settings.getByRole('radio', { name: 'Deutsch' }).click();
    await expect(app.dialog('Einstellungen')).toBeVisible();
    await expect(page.locator('html')).toHaveAttribute('lang', 'de');

    const english = englishOnly();
    const leftovers = async () => {
      const said = await page.evaluate(() => {
        const texts: string[] = [];
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
          texts.push(node.textContent ?? '');
        }
        for (const element of document.querySelectorAll('[aria-label],[title],[placeholder],[alt]')) {
          for (const name of ['aria-label', 'title', 'placeholder', 'alt']) {
            texts.push(element.getAttribute(name) ?? '');
          }
        }
        return texts.map((text) => text.trim()).filter((text) => text !== '');
      });
      return said.filter((text) => english.has(text));
    };
    expect(await leftovers()).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('treeitem', { name: /^eins/ }).click();
    expect(await leftovers()).toEqual([]);
    for (const [keys, title] of [
      ['Control+t', 'Snapshot aufnehmen'],
      ['Control+Enter', 'eins wiederherstellen'],
      ['Control+j', 'Aufträge'],
      ['Control+n', 'Maschine hinzufügen'],
      ['Control+k', 'Befehlspalette'],
      ['Control+d', 'Vergleichen'],
    ] as const) {
      await page.keyboard.press(keys);
      await expect(page.getByRole('dialog', { name: title })).toBeVisible();
      expect(await leftovers(), title).toEqual([]);
      await page.keyboard.press('Escape');
      await expect(page.getByRole('dialog')).toBeHidden();
    }
    for (const [keys, radio] of [
      ['Control+2', 'Karte'],
      ['Control+3', 'Zeitleiste'],
    ] as const) {
      await page.keyboard.press(keys);
      await expect(app.main.getByRole('radio', { name: radio })).toBeChecked();
      expect(await leftovers(), radio).toEqual([]);
    }

    await stage.stop(shown);
    const again = await stage.start();
    await expect(again.app.button('Einstellungen')).toBeVisible();
    await expect(again.page.locator('html')).toHaveCSS('color-scheme', 'dark');
  });

  it('takes no screenshots where they are off, and deletes those there are', async () => {
    await using guest = await startGuest({ name: NAME });
    const shown = await stage.start();
    const { app, page } = shown;
    const id = await shown.add(guest);
    await shown.took(id, 'seen');
    await expect(app.thumbnail(NAME, 'seen')).toBeVisible();
    await app.button('Settings').click();
    const settings = app.dialog('Settings');
    const pictures = settings.getByRole('checkbox', { name: 'Take screenshots' });
    await pictures.click();
    await expect(pictures).not.toBeChecked();
    await settings.getByRole('button', { name: 'Delete the pictures kept so far…' }).click();
    await settings.getByRole('button', { name: 'Delete pictures' }).click();
    await expect(settings.getByRole('status')).toHaveText(/^1 picture deleted, .+ freed\.$/);
    await page.keyboard.press('Escape');
    await expect(app.thumbnail(NAME, 'seen')).toBeHidden();
    await shown.took(id, 'unseen');
    await app.snapshot(NAME, 'unseen').click();
    await expect(app.details.getByRole('img', { name: 'Screenshot of unseen: No picture' })).toBeVisible();
    await expect(app.thumbnail(NAME, 'unseen')).toBeHidden();
  });

  it('takes none of one machine where they are off for it alone, and deletes those of one', async () => {
    await using guest = await startGuest({ name: NAME });
    const shown = await stage.start();
    const { app, page, watched } = shown;
    const id = await shown.add(guest);
    await shown.took(id, 'seen');
    await app.button('Settings').click();
    const settings = app.dialog('Settings');
    const ofMachine = settings
      .getByRole('group', { name: 'Of these machines' })
      .getByRole('checkbox', { name: NAME });
    await ofMachine.click();
    await expect(ofMachine).not.toBeChecked();
    await expect(settings.getByRole('checkbox', { name: 'Take screenshots' })).toBeChecked();
    expect(watched.world.machines.get(id)?.screenshots).toBe(false);
    await page.keyboard.press('Escape');
    await expect(settings).toBeHidden();
    await expect.poll(() => app.focused()).toMatch(/^button Settings/);
    expect((await shown.took(id, 'unseen')).picture).toBeNull();
    // What there was stays until it is deleted too.
    await expect(app.thumbnail(NAME, 'seen')).toBeVisible();

    await app.button('Settings').click();
    await settings.getByRole('button', { name: 'Delete the pictures kept so far…' }).click();
    await settings.getByRole('combobox').selectOption({ label: NAME });
    await settings.getByRole('button', { name: 'Delete pictures' }).click();
    await expect(settings.getByRole('status')).toHaveText(/^1 picture deleted/);
    await expect.poll(() => app.focused()).toMatch(/^button Delete the pictures kept so far/);
    await page.keyboard.press('Escape');
    await expect(app.thumbnail(NAME, 'seen')).toBeHidden();
  });
});

/** English sentences and words of the catalogue that German says otherwise. */
function englishOnly(): ReadonlySet<string> {
  const german = new Set<string>();
  const english = new Set<string>();
  for (const { en, de } of Object.values(catalogue)) {
    for (const each of typeof de === 'string' ? [de] : Object.values(de)) german.add(each);
    for (const each of typeof en === 'string' ? [en] : Object.values(en)) {
      if (!each.includes('{')) english.add(each);
    }
  }
  return new Set([...english].filter((each) => !german.has(each)));
}
