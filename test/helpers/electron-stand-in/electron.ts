/**
 * A stand-in for the package `electron` as the main process sees it, in plain Node. Windows are pages of a real Chromium
 * that the test started; what the app registers (protocol, IPC, permissions, navigation) is applied to them.
 */
export { app } from './app.ts';
export { BrowserWindow } from './browser-window.ts';
export { dialog, Notification } from './desktop.ts';
export { ipcMain, Menu, nativeTheme, powerMonitor, protocol, session } from './modules.ts';
