import { expect as expectSoon, type Locator, type Page } from '@playwright/test';

/** Waits longer than usual for a page to become as expected: QEMU, the core and Chromium may share two busy processors. */
export const expect = expectSoon.configure({ timeout: 20_000 });

/** The app's page as a person uses it: by the accessible names of the design. */
export class AppPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get machines(): Locator {
    return this.page.getByRole('navigation', { name: 'Machines' });
  }

  /** A machine in the list. */
  machine(name: string): Locator {
    return this.machines.getByRole('button', { name: beginningWith(name) });
  }

  tree(machine: string): Locator {
    return this.page.getByRole('tree', { name: `Snapshots of ${machine}` });
  }

  snapshot(machine: string, name: string): Locator {
    return this.tree(machine).getByRole('treeitem', { name: beginningWith(name) });
  }

  here(machine: string): Locator {
    return this.tree(machine).getByRole('treeitem', { name: /^You are here/ });
  }

  /** The thumbnail in a row, which screen readers pass over because the name stands beside it. */
  thumbnail(machine: string, name: string): Locator {
    return this.snapshot(machine, name).locator('img');
  }

  /** The shown machine: its header and its snapshots. */
  get main(): Locator {
    return this.page.getByRole('main');
  }

  get details(): Locator {
    return this.page.getByRole('complementary', { name: 'Details' });
  }

  get notices(): Locator {
    return this.page.getByRole('region', { name: 'Notices' });
  }

  dialog(title: string): Locator {
    return this.page.getByRole('dialog', { name: title });
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  /** Takes a snapshot through the dialog and waits until the tree shows it with its picture. */
  async take(machine: string, name: string, description = ''): Promise<void> {
    await this.main.getByRole('button', { name: 'Take snapshot', exact: true }).click();
    const dialog = this.dialog('Take snapshot');
    await dialog.getByLabel('Name', { exact: true }).fill(name);
    await dialog.getByLabel('Description').fill(description);
    // With the plan comes what it warns of.
    await expect(dialog.getByText(/ free$/)).toBeVisible();
    await dialog.getByRole('button', { name: 'Take', exact: true }).click();
    await expect(dialog).toBeHidden();
    await expect(this.snapshot(machine, name)).toBeVisible({ timeout: 20_000 });
    await expectDrawn(this.thumbnail(machine, name));
  }

  /** Confirms a restore in its dialog. */
  async restore(machine: string, name: string, options: { readonly keepCurrent: boolean }): Promise<void> {
    await this.snapshot(machine, name).click();
    await this.details.getByRole('button', { name: 'Restore', exact: true }).click();
    const dialog = this.dialog(`Restore ${name}`);
    const keep = dialog.getByRole('checkbox', { name: 'Keep the current state as a snapshot first' });
    await expect(keep).toBeChecked();
    if (!options.keepCurrent) await keep.uncheck();
    await dialog.getByRole('button', { name: `Restore ${name}`, exact: true }).click();
    await expect(dialog).toBeHidden();
  }

  /** Confirms a delete in its dialog; it waits for its undo time unless that is zero. */
  async delete(machine: string, name: string): Promise<void> {
    await this.snapshot(machine, name).click();
    await this.page.keyboard.press('Delete');
    const dialog = this.dialog(`Delete ${name}`);
    await dialog.getByRole('button', { name: `Delete ${name}`, exact: true }).click();
    await expect(dialog).toBeHidden();
  }

  /** The names in the tree, from top to bottom, with their levels. */
  async outline(machine: string): Promise<readonly string[]> {
    return await this.tree(machine)
      .getByRole('treeitem')
      .evaluateAll((items) =>
        items.map(
          (item) =>
            `${item.getAttribute('aria-level')} ${item instanceof HTMLElement ? item.innerText.split('\n')[0] : ''}`,
        ),
      );
  }

  /** What has the keyboard's focus: its role and accessible name, or the page's body when the focus was lost. */
  async focused(): Promise<string> {
    return await this.page.evaluate(() => {
      const at = document.activeElement;
      if (at === null || at === document.body) return 'nothing';
      const role = at.getAttribute('role') ?? at.tagName.toLowerCase();
      const labelled = at.getAttribute('aria-labelledby');
      const name =
        at.getAttribute('aria-label') ??
        (labelled === null ? null : document.getElementById(labelled)?.textContent) ??
        (at instanceof HTMLInputElement || at instanceof HTMLTextAreaElement
          ? at.labels?.[0]?.textContent
          : at.textContent);
      return `${role} ${name?.trim() ?? ''}`;
    });
  }
}

/** Writes into a field and presses Enter at once, before the page had time for anything between the two. */
export async function enterAtOnce(field: Locator, text: string): Promise<void> {
  await field.evaluate((element, value) => {
    if (!(element instanceof HTMLInputElement)) throw new Error('not a field for text');
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(element, value);
    element.dispatchEvent(new Event('input', { bubbles: true }));
    element.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
  }, text);
}

/** Waits until a picture is there and was decoded. */
export async function expectDrawn(image: Locator): Promise<void> {
  await expect(image).toBeVisible();
  await expect
    .poll(() => image.evaluate((element) => element instanceof HTMLImageElement && element.naturalWidth > 0))
    .toBe(true);
}

/** Fits accessible names that go on after `text` with another word. */
function beginningWith(text: string): RegExp {
  return new RegExp(`^${text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}(\\W|$)`);
}
