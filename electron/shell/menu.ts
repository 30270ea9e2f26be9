import type { MenuItemConstructorOptions } from 'electron';
import type { ShellCommand } from '../../shared/contract/shell-contract.ts';

export interface MenuOptions {
  readonly platform: NodeJS.Platform;
  /** Whether to show the developer tools, which a released app does not. */
  readonly developerTools: boolean;
  readonly send: (command: ShellCommand) => void;
}

/** Makes the application's menu. Shortcuts are the page's own; Electron leaves those to the page that it handles itself. */
export function menuTemplate({ platform, developerTools, send }: MenuOptions): MenuItemConstructorOptions[] {
  const command = (label: string, name: ShellCommand, accelerator?: string): MenuItemConstructorOptions => ({
    id: name,
    label,
    click: () => send(name),
    ...(accelerator === undefined ? {} : { accelerator }),
  });
  const separator: MenuItemConstructorOptions = { type: 'separator' };
  const ofMac: MenuItemConstructorOptions[] = platform === 'darwin' ? [{ role: 'appMenu' }] : [];
  const tools: MenuItemConstructorOptions[] = developerTools
    ? [separator, { role: 'reload' }, { role: 'toggleDevTools' }]
    : [];
  return [
    ...ofMac,
    {
      label: '&File',
      submenu: [
        command('&Add machine…', 'machine.add', 'CmdOrCtrl+N'),
        separator,
        platform === 'darwin' ? { role: 'close' } : { role: 'quit', accelerator: 'Ctrl+Q' },
      ],
    },
    { role: 'editMenu' },
    {
      label: '&Snapshot',
      submenu: [
        command('&Take snapshot…', 'snapshot.take', 'CmdOrCtrl+T'),
        separator,
        command('&Search…', 'search', 'CmdOrCtrl+F'),
      ],
    },
    {
      label: '&View',
      submenu: [
        command('&Tree', 'view.tree', 'CmdOrCtrl+1'),
        command('&Map', 'view.map', 'CmdOrCtrl+2'),
        command('T&imeline', 'view.timeline', 'CmdOrCtrl+3'),
        separator,
        command('&Command palette…', 'palette', 'CmdOrCtrl+K'),
        separator,
        {
          label: 'T&heme',
          submenu: [
            command('As the &system', 'theme.system'),
            command('&Light', 'theme.light'),
            command('&Dark', 'theme.dark'),
          ],
        },
        separator,
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { role: 'togglefullscreen' },
        ...tools,
      ],
    },
    {
      role: 'help',
      label: '&Help',
      submenu: [
        command('&Keyboard shortcuts', 'help.shortcuts', 'F1'),
        command('&About Snapgrove', 'help.about'),
      ],
    },
  ];
}
