import { contextBridge, type IpcRendererEvent, ipcRenderer } from 'electron';
import { type DesktopBridge, portChannel } from '../shared/contract/desktop-port.ts';

const bridge: DesktopBridge = {
  connect(onMessage, onClose) {
    const connection = crypto.randomUUID();
    const send = (kind: string, message?: unknown) =>
      ipcRenderer.send(portChannel, connection, kind, message);
    ipcRenderer.on(
      portChannel,
      (_event: IpcRendererEvent, from: unknown, kind: unknown, message: unknown) => {
        if (from !== connection) return;
        if (kind === 'message') onMessage(message);
        else onClose();
      },
    );
    send('open');
    return { send: (message) => send('message', message), close: () => send('close') };
  },
};
contextBridge.exposeInMainWorld('desktop', bridge);
