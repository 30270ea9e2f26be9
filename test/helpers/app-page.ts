import { expect, type Locator, type Page } from '@playwright/test';

/** The app's page as a person uses it: by the accessible names of the design. */
export class AppPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get machines(): Locator {
    return this.page.getByRole('navigation', { name: 'Machines' });
  }

  tree(machine: string): Locator {
    return this.page.getByRole('tree', { name: `Snapshots of ${machine}` });
  }

  snapshot(machine: string, name: string): Locator {
    return this.tree(machine).getByRole('treeitem', { name: new RegExp(`^${asPattern(name)}`) });
  }

  dialog(title: string): Locator {
    return this.page.getByRole('dialog', { name: title });
  }

  /** Takes a snapshot through the dialog and waits until the tree shows it with its picture. */
  async take(machine: string, name: string, description = ''): Promise<void> {
    await this.page.getByRole('button', { name: 'Take snapshot' }).first().click();
    const dialog = this.dialog('Take snapshot');
    await dialog.getByLabel('Name', { exact: true }).fill(name);
    await dialog.getByLabel('Description').fill(description);
    await dialog.getByRole('button', { name: 'Take', exact: true }).click();
    await expect(dialog).toBeHidden();
    await expect(this.snapshot(machine, name)).toBeVisible();
    await expect(this.snapshot(machine, name).getByRole('img')).toHaveJSProperty('complete', true);
  }

  /** Restores through the dialog and waits for the result to be told. */
  async restore(machine: string, name: string, options: { readonly keepCurrent: boolean }): Promise<void> {
    await this.snapshot(machine, name).click();
    await this.page.getByRole('button', { name: 'Restore', exact: true }).first().click();
    const dialog = this.dialog(`Restore ${name}`);
    const keep = dialog.getByRole('checkbox', { name: 'Keep the current state as a snapshot first' });
    await expect(keep).toBeChecked();
    if (!options.keepCurrent) await keep.uncheck();
    await dialog.getByRole('button', { name: `Restore ${name}`, exact: true }).click();
    await expect(dialog).toBeHidden();
  }

  /** Deletes through the dialog; the delete waits for its undo time unless it is zero. */
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
            `${item.getAttribute('aria-level')} ${item.getAttribute('data-name') ?? item.getAttribute('aria-label') ?? item.textContent}`,
        ),
      );
  }
}

function asPattern(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
