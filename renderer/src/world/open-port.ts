import { type DesktopBridge, desktopPort } from '../../../shared/contract/desktop-port.ts';
import type { Port } from '../../../shared/contract/port.ts';
import { webSocketPort } from '../../../shared/contract/web-socket-port.ts';

declare global {
  interface Window {
    /** Shown by Electron's preload script; absent in a browser. */
    readonly desktop?: DesktopBridge;
  }
}

const tokenKey = 'snapgrove.token';

/** Opens a port to the core: through Electron's main process, or by WebSocket to the server that the page came from. */
export function openPort(): Port {
  if (window.desktop !== undefined) return desktopPort(window.desktop);
  const url = new URL('port', window.location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  url.hash = '';
  return webSocketPort(new WebSocket(url), accessToken());
}

/** Takes the access token out of the address, where it would end up in bookmarks, and keeps it for reloads of this tab. */
function accessToken(): string {
  const token = new URLSearchParams(window.location.hash.slice(1)).get('token');
  if (token !== null) {
    window.sessionStorage.setItem(tokenKey, token);
    window.history.replaceState(null, '', window.location.pathname + window.location.search);
  }
  return window.sessionStorage.getItem(tokenKey) ?? '';
}
