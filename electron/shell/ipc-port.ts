import { type IpcMainEvent, ipcMain } from 'electron';
import { portChannel } from '../../shared/contract/desktop-port.ts';
import { type Port, portInbox } from '../../shared/contract/port.ts';
import { pageOrigin } from './app-protocol.ts';

interface OpenLine {
  readonly connection: string;
  readonly port: Port;
  readonly deliver: (message: unknown) => void;
}

/**
 * Hands over a port for every page of ours that asks for one. A page has one at a time: a newer one closes the older,
 * and so do leaving the page, its crash and the end of its window. Anyone else who sends on the channel is not answered.
 */
export function acceptIpcPorts(onPort: (port: Port) => void): void {
  const lines = new Map<number, OpenLine>();
  ipcMain.on(portChannel, (event, connection: unknown, kind: unknown, message: unknown) => {
    if (!isOurPage(event) || typeof connection !== 'string') return;
    const page = event.sender.id;
    const line = lines.get(page);
    if (kind === 'open') {
      line?.port.close();
      const opened = openLine(event, connection, () => {
        if (lines.get(page) === opened) lines.delete(page);
      });
      lines.set(page, opened);
      onPort(opened.port);
    } else if (line?.connection === connection) {
      if (kind === 'message') line.deliver(message);
      else line.port.close();
    }
  });
}

/** The frame must be the window's own, and its origin exactly ours (a URL's `origin` is "null" for such a scheme in Node). */
function isOurPage({ senderFrame }: IpcMainEvent): boolean {
  return senderFrame !== null && senderFrame.parent === null && senderFrame.origin === pageOrigin;
}

function openLine(event: IpcMainEvent, connection: string, onGone: () => void): OpenLine {
  const { sender } = event;
  const inbox = portInbox();
  const send = (kind: 'message' | 'close', message?: unknown) => {
    if (!sender.isDestroyed()) sender.send(portChannel, connection, kind, message);
  };
  const gone = () => {
    sender.off('render-process-gone', gone).off('destroyed', gone).off('did-start-navigation', left);
    onGone();
    inbox.closed();
  };
  const left = ({ isMainFrame, isSameDocument }: { isMainFrame: boolean; isSameDocument: boolean }) => {
    if (isMainFrame && !isSameDocument) gone();
  };
  sender.on('render-process-gone', gone).on('destroyed', gone).on('did-start-navigation', left);

  const port: Port = {
    send(message) {
      if (!inbox.isClosed) send('message', message);
    },
    onMessage: inbox.onMessage,
    onClose: inbox.onClose,
    close() {
      if (inbox.isClosed) return;
      send('close');
      gone();
    },
  };
  return { connection, port, deliver: inbox.deliver };
}
