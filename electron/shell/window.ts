import { BrowserWindow, nativeTheme } from 'electron';
import { pageOrigin } from './app-protocol.ts';

/** How long a window may stay hidden while its page loads, in milliseconds. */
const hiddenTime = 2_000;

/** Creates the window and loads the page into it. The page can go nowhere else and open nothing. */
export function createWindow(preload: string): BrowserWindow {
  const window = new BrowserWindow({
    name: 'main',
    windowStatePersistence: true,
    title: 'Snapgrove',
    width: 1280,
    height: 800,
    minWidth: 640,
    minHeight: 420,
    show: false,
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#1c1d1f' : '#ffffff',
    webPreferences: { preload, sandbox: true, contextIsolation: true, nodeIntegration: false },
  });
  const { webContents } = window;
  webContents.setWindowOpenHandler(() => ({ action: 'deny' }));
  webContents.on('will-navigate', (event) => event.preventDefault());
  webContents.on('will-frame-navigate', (event) => event.preventDefault());
  webContents.on('will-redirect', (event) => event.preventDefault());
  webContents.on('will-attach-webview', (event) => event.preventDefault());
  showWhenDrawn(window);
  window.loadURL(`${pageOrigin}/`).catch((cause: unknown) => {
    console.error('The page could not be loaded.', cause);
  });
  return window;
}

/** Brings the window to the user's eyes. */
export function presentWindow(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

/** On Wayland a hidden window draws nothing and so is never "ready to show": https://github.com/electron/electron/issues/48859 */
function showWhenDrawn(window: BrowserWindow): void {
  const show = () => {
    clearTimeout(late);
    if (!window.isDestroyed() && !window.isVisible()) window.show();
  };
  const late = setTimeout(show, hiddenTime);
  window.once('ready-to-show', show);
  window.webContents.once('did-finish-load', show);
}
