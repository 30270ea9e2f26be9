import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, it } from 'vitest';
import { menuTemplate } from '../../electron/shell/menu.ts';
import { shellCommandSchema } from '../../shared/contract/shell-contract.ts';

function itemsOf(template: readonly MenuItemConstructorOptions[]): MenuItemConstructorOptions[] {
  return template.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? itemsOf(item.submenu) : [])]);
}

const menu = (
  platform: NodeJS.Platform,
  developerTools = false,
  send: (command: string) => void = () => undefined,
) => itemsOf(menuTemplate({ platform, developerTools, send }));

describe('the menu', () => {
  it('sends every command that the page knows, by the item of that name', () => {
    const sent: string[] = [];
    for (const { click } of menu('linux', false, (command) => sent.push(command))) {
      if (click) Reflect.apply(click, undefined, []);
    }
    expect(new Set(sent)).toEqual(new Set(shellCommandSchema.options));
    expect(sent).toHaveLength(shellCommandSchema.options.length);
  });

  it('gives no shortcut twice', () => {
    for (const platform of ['linux', 'darwin', 'win32'] as const) {
      const shortcuts = menu(platform).flatMap(({ accelerator }) => accelerator ?? []);
      expect(new Set(shortcuts).size).toBe(shortcuts.length);
    }
  });

  it('shows developer tools in development alone', () => {
    const roles = (developerTools: boolean) => menu('linux', developerTools).map(({ role }) => role);
    expect(roles(false)).not.toContain('toggleDevTools');
    expect(roles(false)).not.toContain('reload');
    expect(roles(true)).toContain('toggleDevTools');
  });

  it('can quit on every platform', () => {
    expect(menu('linux').map(({ role }) => role)).toContain('quit');
    expect(menu('win32').map(({ role }) => role)).toContain('quit');
    expect(menu('darwin').map(({ role }) => role)).toContain('appMenu');
  });
});
