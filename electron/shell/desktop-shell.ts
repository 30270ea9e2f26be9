import { EventEmitter, on } from 'node:events';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type BrowserWindow, dialog, Notification, type OpenDialogOptions } from 'electron';
import type { Handlers } from '../../shared/contract/definition.ts';
import { cancelled } from '../../shared/contract/errors.ts';
import {
  type ShellCommand,
  type ShellContract,
  shellCommandSchema,
} from '../../shared/contract/shell-contract.ts';
import { picturesPath } from './app-protocol.ts';
import { version } from './version.ts';
import { presentWindow } from './window.ts';

export interface DesktopShellOptions {
  readonly window: () => BrowserWindow;
  readonly picturesFolder: () => Promise<string>;
  readonly demo: boolean;
}

export interface DesktopShell {
  readonly handlers: Handlers<ShellContract>;
  /** Passes a choice in the menu on to the page. */
  readonly send: (command: ShellCommand) => void;
}

const fileDialogs: Readonly<Record<'socket' | 'image', OpenDialogOptions>> = {
  // A socket is no regular file: every filter would hide it.
  socket: { title: "Choose a machine's QMP socket", properties: ['openFile', 'showHiddenFiles'] },
  image: {
    title: 'Choose a disk image',
    properties: ['openFile'],
    filters: [
      { name: 'qcow2 images', extensions: ['qcow2', 'img'] },
      { name: 'All files', extensions: ['*'] },
    ],
  },
};

/** Makes what the Electron window offers its page besides the core. */
export function desktopShell({ window, picturesFolder, demo }: DesktopShellOptions): DesktopShell {
  const chosen = new EventEmitter<{ command: [ShellCommand] }>();
  return {
    send: (command) => chosen.emit('command', command),
    handlers: {
      'shell.describe': () => ({
        face: 'electron',
        version,
        picturesPath,
        demo,
        capabilities: { menu: true, chooseFile: true, savePicture: true, notify: Notification.isSupported() },
      }),
      async *'shell.commands'(_input, { signal }) {
        try {
          for await (const [command] of on(chosen, 'command', { signal }))
            yield shellCommandSchema.parse(command);
        } catch (cause) {
          throw signal.aborted ? cancelled() : cause;
        }
      },
      async 'shell.chooseFile'({ kind }) {
        const { filePaths } = await dialog.showOpenDialog(window(), fileDialogs[kind]);
        return { path: filePaths[0] ?? null };
      },
      async 'shell.savePicture'({ sha256, suggestedName }) {
        const { filePath } = await dialog.showSaveDialog(window(), {
          title: 'Save the screenshot',
          // The name may come from a guest; what separates folders must not come along.
          defaultPath: `${suggestedName.replace(/[/\\:\p{Cc}]/gu, '_')}.png`,
          filters: [{ name: 'PNG pictures', extensions: ['png'] }],
        });
        if (!filePath) return { path: null };
        await copyFile(join(await picturesFolder(), `${sha256}.png`), filePath);
        return { path: filePath };
      },
      'shell.notify'({ title, body }) {
        if (!window().isFocused()) {
          const notification = new Notification({ title, body });
          notification.on('click', () => presentWindow(window()));
          notification.show();
        }
        return {};
      },
    },
  };
}
