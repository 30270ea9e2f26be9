import type { Page } from 'playwright-core';
import type { DesktopBridge } from '../../shared/contract/desktop-port.ts';
import { type Port, portInbox } from '../../shared/contract/port.ts';

declare global {
  interface Window {
    readonly desktop: DesktopBridge;
    toTest(connection: number, kind: 'message' | 'close', message?: unknown): void;
    linesOfTest?: Map<number, ReturnType<DesktopBridge['connect']>>;
  }
}

/**
 * Makes ports of `window.desktop` in a page, as the page's own script would, and lets the test hold them.
 * Call it once for each page; what it returns opens a port at each call.
 */
export async function pagePorts(page: Page): Promise<() => Promise<Port>> {
  const inboxes = new Map<number, ReturnType<typeof portInbox>>();
  await page.exposeFunction('toTest', (connection: number, kind: 'message' | 'close', message: unknown) => {
    const inbox = inboxes.get(connection);
    if (kind === 'message') inbox?.deliver(message);
    else inbox?.closed();
  });
  let last = 0;
  return async () => {
    last += 1;
    const connection = last;
    const inbox = portInbox();
    inboxes.set(connection, inbox);
    await page.evaluate((number) => {
      window.linesOfTest ??= new Map();
      const line = window.desktop.connect(
        (message) => window.toTest(number, 'message', message),
        () => window.toTest(number, 'close'),
      );
      window.linesOfTest.set(number, line);
    }, connection);
    return {
      send(message) {
        if (inbox.isClosed) return;
        const parts = [connection, message] as const;
        page
          .evaluate(([number, sent]) => window.linesOfTest?.get(number)?.send(sent), parts)
          // A page that went takes its port with it, and what waits for an answer learns of that.
          .catch(() => inbox.closed());
      },
      onMessage: inbox.onMessage,
      onClose: inbox.onClose,
      close() {
        if (inbox.isClosed) return;
        page
          .evaluate((number) => window.linesOfTest?.get(number)?.close(), connection)
          // Closed with its page already.
          .catch(() => undefined);
        inbox.closed();
      },
    };
  };
}
