import type { Session } from 'electron';

const allowed: ReadonlySet<string> = new Set(['clipboard-sanitized-write']);

/** Denies the page everything that Chromium would ask about (or, without these handlers, allow), and downloads. */
export function denyPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, answer) => answer(allowed.has(permission)));
  session.setPermissionCheckHandler((_contents, permission) => allowed.has(permission));
  session.setDevicePermissionHandler(() => false);
  session.on('will-download', (event) => event.preventDefault());
}
