import { type Port, portInbox } from './port.ts';

/** The one channel of Electron's that is used; its messages are `(connection, 'open' | 'message' | 'close', message)`. */
export const portChannel = 'port';

/** What the preload script shows the page as `window.desktop`: the one way out of the sandbox. */
export interface DesktopBridge {
  connect(
    onMessage: (message: unknown) => void,
    onClose: () => void,
  ): { readonly send: (message: unknown) => void; readonly close: () => void };
}

/** Makes the page's port to Electron's main process. A later call replaces the port of an earlier one. */
export function desktopPort(bridge: DesktopBridge): Port {
  const inbox = portInbox();
  const line = bridge.connect(inbox.deliver, inbox.closed);
  return {
    send(message) {
      if (!inbox.isClosed) line.send(message);
    },
    onMessage: inbox.onMessage,
    onClose: inbox.onClose,
    close() {
      if (inbox.isClosed) return;
      line.close();
      inbox.closed();
    },
  };
}
