import { app } from './app.ts';
import { type BrowserWindow, windows } from './browser-window.ts';
import type { ControlRequest, SettingsReport, ToProcess } from './control-channel.ts';
import { answerDialog } from './desktop.ts';
import { ipcMain, Menu, powerMonitor, session } from './modules.ts';
import { emitPreventable, registered, tell } from './state.ts';

process.on('message', (message: ToProcess) => {
  if (message.t === 'dialogAnswer') answerDialog(message.id, message.answer);
  else tell({ t: 'answer', id: message.id, value: answer(message.request) });
});
// Without its test this process has no purpose.
process.on('disconnect', () => process.exit(1));

function onlyWindow(): BrowserWindow {
  const [window, ...others] = windows;
  if (!window || others.length > 0) throw new Error(`there are ${windows.size} windows`);
  return window;
}

function answer(request: ControlRequest): unknown {
  switch (request.ask) {
    case 'report':
      return report(onlyWindow());
    case 'menu': {
      const item = Menu.current?.find(request.item);
      item?.click?.();
      return item !== undefined;
    }
    case 'emit': {
      const emitter =
        request.on === 'app' ? app : request.on === 'powerMonitor' ? powerMonitor : onlyWindow();
      return emitter.emit(request.event);
    }
    case 'closeWindow':
      return onlyWindow().close();
    case 'quit':
      return app.quit();
    case 'sendAs':
      return sendAs(request);
    case 'permission':
      return permissionOf(request.permission);
    default:
      return request satisfies never;
  }
}

/** Sends on the app's channel as another frame would, and returns what is sent back at once. */
function sendAs({ origin, isMainFrame, args }: ControlRequest & { ask: 'sendAs' }): unknown[] {
  const sent: unknown[] = [];
  const sender = Object.assign(Object.create(app), {
    id: -1,
    isDestroyed: () => false,
    send: (...message: unknown[]) => sent.push(message),
  });
  const senderFrame = { parent: isMainFrame ? null : {}, origin };
  for (const message of args) {
    if (Array.isArray(message)) ipcMain.emit('port', { sender, senderFrame }, ...message);
  }
  return sent;
}

function permissionOf(permission: string): { readonly request: boolean; readonly check: boolean } {
  const { permissionRequest, permissionCheck } = session.defaultSession;
  let granted = false;
  permissionRequest({}, permission, (answered) => {
    granted = answered;
  });
  return { request: granted, check: permissionCheck({}, permission) };
}

function report(window: BrowserWindow): SettingsReport {
  const { webContents, options } = window;
  const { webPreferences, ...windowOptions } = options;
  const events = ['will-navigate', 'will-frame-navigate', 'will-redirect', 'will-attach-webview'];
  return {
    sandboxedBeforeReady: registered.sandboxedBeforeReady,
    menuRemovedBeforeReady: registered.menuRemovedBeforeReady,
    schemes: registered.schemes,
    schemesBeforeReady: registered.schemesBeforeReady,
    webPreferences,
    windowOptions,
    windowOpenAction: webContents.windowOpenHandler({ url: 'https://example.com/' }).action,
    prevented: Object.fromEntries(events.map((name) => [name, emitPreventable(webContents, name)])),
    ipcChannels: ipcMain.eventNames().map(String),
    devicePermission: session.defaultSession.devicePermission(),
    downloadPrevented: emitPreventable(session.defaultSession, 'will-download'),
    isVisible: window.isVisible(),
  };
}
