import { EventEmitter } from 'node:events';
import { registered } from './state.ts';

type PermissionRequestHandler = (
  contents: unknown,
  permission: string,
  answer: (granted: boolean) => void,
) => void;
type PermissionCheckHandler = (contents: unknown, permission: string) => boolean;

class Session extends EventEmitter {
  // Electron allows everything until it is told otherwise.
  permissionRequest: PermissionRequestHandler = (_contents, _permission, answer) => answer(true);
  permissionCheck: PermissionCheckHandler = () => true;
  devicePermission: () => boolean = () => true;

  setPermissionRequestHandler(handler: PermissionRequestHandler): void {
    this.permissionRequest = handler;
  }
  setPermissionCheckHandler(handler: PermissionCheckHandler): void {
    this.permissionCheck = handler;
  }
  setDevicePermissionHandler(handler: () => boolean): void {
    this.devicePermission = handler;
  }
}

interface MenuItem {
  readonly id?: string;
  readonly click?: () => void;
  readonly submenu?: readonly MenuItem[];
}

class ApplicationMenu {
  readonly items: readonly MenuItem[];
  constructor(items: readonly MenuItem[]) {
    this.items = items;
  }
  find(id: string, among: readonly MenuItem[] = this.items): MenuItem | undefined {
    for (const item of among) {
      const found = item.id === id ? item : this.find(id, item.submenu ?? []);
      if (found) return found;
    }
    return undefined;
  }
}

export const session = { defaultSession: new Session() };
export const ipcMain = new EventEmitter();
export const powerMonitor = new EventEmitter();
export const nativeTheme = { shouldUseDarkColors: false };

export const Menu = {
  current: null as ApplicationMenu | null,
  buildFromTemplate: (template: readonly MenuItem[]) => new ApplicationMenu(template),
  setApplicationMenu(menu: ApplicationMenu | null): void {
    if (menu === null && !registered.isReady) registered.menuRemovedBeforeReady = true;
    Menu.current = menu;
  },
};

export const protocol = {
  registerSchemesAsPrivileged(schemes: typeof registered.schemes): void {
    registered.schemes = schemes;
    registered.schemesBeforeReady = !registered.isReady;
  },
  handle(scheme: string, handler: (request: Request) => Promise<Response> | Response): void {
    registered.handlers.set(scheme, handler);
  },
};
