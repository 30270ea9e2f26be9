import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { windows } from './browser-window.ts';
import { emitPreventable, registered } from './state.ts';

const manifest = z.object({ version: z.string(), productName: z.string() });

class App extends EventEmitter {
  readonly isPackaged = false;
  #isQuitting = false;

  enableSandbox(): void {
    registered.sandboxedBeforeReady = !registered.isReady;
  }

  requestSingleInstanceLock(): boolean {
    return true;
  }

  async whenReady(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    registered.isReady = true;
  }

  getVersion(): string {
    const file = new URL('../../../package.json', import.meta.url);
    return manifest.parse(JSON.parse(readFileSync(file, 'utf8'))).version;
  }

  getName(): string {
    return 'Snapgrove';
  }

  /** As Electron does it: before-quit, then each window's close, either of which may prevent it. */
  quit(): void {
    if (this.#isQuitting) return;
    this.#isQuitting = true;
    if (emitPreventable(this, 'before-quit')) {
      this.#isQuitting = false;
      return;
    }
    for (const window of windows) window.close();
    if (windows.size > 0) {
      this.#isQuitting = false;
      return;
    }
    emitPreventable(this, 'will-quit');
    this.exit(0);
  }

  windowClosed(): void {
    if (windows.size === 0 && !this.#isQuitting) this.emit('window-all-closed');
  }

  exit(code = 0): void {
    this.emit('quit', {}, code);
    // The page's closing is on its way to Chromium; the process must not be gone before it.
    void Promise.allSettled(pagesClosing).then(() => process.exit(code));
  }
}

/** Pages that are being closed. */
export const pagesClosing: Promise<unknown>[] = [];

export const app = new App();
