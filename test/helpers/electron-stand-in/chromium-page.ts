import type { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { chromium, type Frame, type Page, type Route } from 'playwright-core';
import { ipcMain } from './modules.ts';
import { preloadScript } from './page-script.ts';
import { emitPreventable, registered } from './state.ts';

/** Chromium opens no scheme that it does not know, so the app's scheme is an intercepted host of https to it. */
const carrier = 'stand-in.invalid';

/** Turns `app://main/x` into the address that Chromium is given, and back. */
function toCarrier(url: string): string {
  const { protocol, host, pathname, search, hash } = new URL(url);
  return `https://${host}.${protocol.slice(0, -1)}.${carrier}${pathname}${search}${hash}`;
}
function fromCarrier(url: string): string {
  const match = /^https:\/\/([^./]+)\.([^./]+)\.stand-in\.invalid(.*)$/.exec(url);
  return match ? `${match[2]}://${match[1]}${match[3]}` : url;
}

/** The origin as Electron writes it. */
function originOf(frame: Frame): string {
  const match = /^[a-z]+:\/\/[^/]*/.exec(fromCarrier(frame.url()));
  return match?.[0] ?? 'null';
}

export interface PageOptions {
  readonly url: string;
  readonly preload: string;
  readonly webContents: EventEmitter;
  /** Called as soon as there is a page, before it is loaded. */
  readonly onPage: (page: Page) => void;
  readonly onWindowOpen: (url: string) => { readonly action: string };
}

/** Opens the window's page in the test's Chromium and carries Electron's parts to and fro. */
export async function openPage({
  url,
  preload,
  webContents,
  onPage,
  onWindowOpen,
}: PageOptions): Promise<Page> {
  const endpoint = process.env.ELECTRON_STAND_IN_CHROMIUM;
  if (!endpoint) throw new Error('ELECTRON_STAND_IN_CHROMIUM is not set');
  const browser = await chromium.connectOverCDP(endpoint);
  const context = browser.contexts()[0];
  if (!context) throw new Error('Chromium has no default context');
  const page = await context.newPage();
  onPage(page);

  await page.exposeBinding('standInSend', ({ frame }, channel: string, args: unknown[]) => {
    const senderFrame = { parent: frame.parentFrame() && {}, origin: originOf(frame) };
    ipcMain.emit(channel, { sender: webContents, senderFrame }, ...args);
  });
  await page.addInitScript(preloadScript(readFileSync(preload, 'utf8')));
  page.on('popup', (popup) => {
    const { action } = onWindowOpen(popup.url());
    if (action === 'deny') popup.close().catch(() => undefined);
  });
  page.on('domcontentloaded', () => webContents.emit('dom-ready'));
  page.on('load', () => webContents.emit('did-finish-load'));
  page.on('crash', () => webContents.emit('render-process-gone', {}, { reason: 'crashed' }));
  page.on('console', (message) => {
    if (message.type() === 'error') console.error(`page: ${message.text()}`);
  });

  await page.route('**/*', async (route) => {
    const request = route.request();
    const isNavigation = request.isNavigationRequest();
    const isMainFrame = request.frame() === page.mainFrame();
    const asked = fromCarrier(request.url());
    const isOurs = request.url() === toCarrier(url);
    if (isNavigation && !(isMainFrame && isOurs)) {
      const details = { url: asked, isMainFrame };
      const prevented = [
        emitPreventable(webContents, 'will-frame-navigate', details),
        isMainFrame && emitPreventable(webContents, 'will-navigate', details),
      ];
      if (prevented.some(Boolean)) return route.abort('aborted');
    }
    if (process.env.ELECTRON_STAND_IN_WITHOUT_SCRIPTS && request.resourceType() === 'script')
      return route.abort();
    if (isNavigation) webContents.emit('did-start-navigation', { isMainFrame, isSameDocument: false });
    return answerFromApp(route, asked);
  });
  await page.goto(toCarrier(url));
  return page;
}

async function answerFromApp(route: Route, url: string): Promise<void> {
  const handler = registered.handlers.get(new URL(url).protocol.slice(0, -1));
  // The app has no business with any other address; what its policy let through ends here.
  if (!handler) return route.abort('addressunreachable');
  const response = await handler(new Request(url, { method: route.request().method() }));
  await route.fulfill({
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: Buffer.from(await response.arrayBuffer()),
  });
}
