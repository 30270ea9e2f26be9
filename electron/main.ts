import { app, type BrowserWindow, dialog, Menu, powerMonitor, session } from 'electron';
import { AppError } from '../shared/contract/errors.ts';
import { type Incident, serve } from '../shared/contract/serve.ts';
import { faceContract } from '../shared/contract/shell-contract.ts';
import { commandArguments } from './cli/command-words.ts';
import { createCore } from './core/core.ts';
import { registerAppScheme, serveAppScheme } from './shell/app-protocol.ts';
import { pageFolder, preloadFile } from './shell/build-folders.ts';
import { mayClose } from './shell/close-question.ts';
import { desktopShell } from './shell/desktop-shell.ts';
import { acceptIpcPorts } from './shell/ipc-port.ts';
import { menuTemplate } from './shell/menu.ts';
import { denyPermissions } from './shell/permissions.ts';
import { openSharedCore, type SharedCore } from './shell/shared-core.ts';
import { storeFolder } from './shell/store-folder.ts';
import { version } from './shell/version.ts';
import { createWindow, presentWindow } from './shell/window.ts';

app.enableSandbox();
registerAppScheme();
Menu.setApplicationMenu(null);
const args = commandArguments(process.argv, app.isPackaged);
if (args !== null) runCommand(args).catch(giveUp);
else if (app.requestSingleInstanceLock()) app.whenReady().then(start).catch(giveUp);
else app.quit();

/** The packaged program is the command line too: there is no other Node where it is installed. */
async function runCommand(words: readonly string[]): Promise<void> {
  const { runCommandLine } = await import('./cli/run.ts');
  app.exit(await runCommandLine(words));
}

function start(): void {
  const opening = openSharedCore({
    version,
    createCore: () => createCore({ home: storeFolder(process.env) }),
    onError: logIncident,
  });
  opening.catch(giveUp);
  const picturesFolder = async () => (await opening).picturesFolder;
  serveAppScheme({ page: pageFolder, pictures: picturesFolder });
  denyPermissions(session.defaultSession);

  const demo = process.argv.includes('--demo');
  const shell = desktopShell({ window: () => window, picturesFolder, demo });
  acceptIpcPorts((port) => {
    opening.then(
      (core) => serve(faceContract, { ...core.handlers, ...shell.handlers }, port, { onError: logIncident }),
      () => port.close(),
    );
  });
  const window = createWindow(preloadFile);
  const { platform } = process;
  Menu.setApplicationMenu(
    Menu.buildFromTemplate(menuTemplate({ platform, developerTools: !app.isPackaged, send: shell.send })),
  );
  app.on('second-instance', () => presentWindow(window));
  opening.then(
    (core) => {
      if (demo) startDemo(core);
      powerMonitor.on('resume', () => core.wake());
      window.on('focus', () => core.refresh());
    },
    // Said by giveUp above.
    () => undefined,
  );
  closeInOrder(window, opening);
}

/** Closing the window and quitting both ask first, let go of the machines' monitors, and only then end. */
function closeInOrder(window: BrowserWindow, opening: Promise<SharedCore>): void {
  let phase: 'open' | 'asking' | 'closed' = 'open';
  const close = async () => {
    phase = 'asking';
    const core = await opening;
    if (core.isOwn && !(await mayClose(window, core.handlers))) {
      phase = 'open';
      return;
    }
    await core.close();
    phase = 'closed';
    app.quit();
  };
  const intercept = (event: { preventDefault(): void }) => {
    if (phase === 'closed') return;
    event.preventDefault();
    if (phase === 'open') close().catch(giveUp);
  };
  window.on('close', intercept);
  app.on('before-quit', intercept);
  app.on('window-all-closed', () => app.quit());
}

function startDemo(core: SharedCore): void {
  const { signal } = new AbortController();
  // The core keeps the failure as a finding of the machine's; the log has it too.
  Promise.resolve(core.handlers['demo.start']({}, { signal })).catch((cause: unknown) =>
    logIncident({ id: 'start', method: 'demo.start', cause }),
  );
}

function logIncident({ id, method, cause }: Incident): void {
  console.error(`snapgrove: ${method} failed (number ${id})`, cause);
}

function giveUp(cause: unknown): void {
  console.error('snapgrove:', cause);
  dialog.showErrorBox(
    'Snapgrove had to stop',
    cause instanceof AppError
      ? cause.message
      : 'Snapgrove made a mistake. Its log says more. Your machines are unharmed.',
  );
  app.exit(1);
}
