import { EventEmitter } from 'node:events';
import type { Page } from 'playwright-core';
import { app, pagesClosing } from './app.ts';
import { openPage } from './chromium-page.ts';
import { emitPreventable } from './state.ts';

interface WindowOptions {
  readonly show?: boolean;
  readonly webPreferences: Readonly<Record<string, unknown>> & { readonly preload: string };
}

/** The windows that are open. */
export const windows = new Set<BrowserWindow>();

let lastId = 0;

class WebContents extends EventEmitter {
  readonly id = ++lastId;
  page: Page | undefined;
  isGone = false;
  windowOpenHandler: (details: { url: string }) => { action: string } = () => ({ action: 'allow' });

  setWindowOpenHandler(handler: WebContents['windowOpenHandler']): void {
    this.windowOpenHandler = handler;
  }

  isDestroyed(): boolean {
    return this.isGone;
  }

  send(channel: string, ...args: unknown[]): void {
    this.page
      ?.evaluate(
        ([name, values]) => {
          const deliver: unknown = Reflect.get(globalThis, 'standInDeliver');
          if (typeof deliver === 'function') deliver(name, values);
        },
        [channel, args] as const,
      )
      // The document that it was meant for is gone, and with it whoever waited.
      .catch(() => undefined);
  }
}

export class BrowserWindow extends EventEmitter {
  readonly webContents = new WebContents();
  readonly options: WindowOptions;
  #isVisible: boolean;

  constructor(options: WindowOptions) {
    super();
    this.options = options;
    this.#isVisible = options.show ?? true;
    windows.add(this);
  }

  async loadURL(url: string): Promise<void> {
    const { webContents } = this;
    webContents.once('dom-ready', () => this.emit('ready-to-show'));
    await openPage({
      url,
      preload: this.options.webPreferences.preload,
      webContents,
      onPage: (page) => {
        webContents.page = page;
      },
      onWindowOpen: (opened) => webContents.windowOpenHandler({ url: opened }),
    });
  }

  show(): void {
    this.#isVisible = true;
    this.emit('show');
  }
  focus(): void {
    this.emit('focus');
  }
  restore(): void {
    this.emit('restore');
  }
  isVisible(): boolean {
    return this.#isVisible;
  }
  isMinimized(): boolean {
    return false;
  }
  isFocused(): boolean {
    return false;
  }
  isDestroyed(): boolean {
    return this.webContents.isGone;
  }

  close(): void {
    if (this.webContents.isGone || emitPreventable(this, 'close')) return;
    this.webContents.isGone = true;
    windows.delete(this);
    if (this.webContents.page) pagesClosing.push(this.webContents.page.close());
    this.webContents.emit('destroyed');
    this.emit('closed');
    app.windowClosed();
  }
}
