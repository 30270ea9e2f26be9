/** Events after which the machine is looked at again. */
export const TELLING_EVENTS: ReadonlySet<string> = new Set([
  'STOP',
  'RESUME',
  'SHUTDOWN',
  'RESET',
  'SUSPEND',
  'WAKEUP',
  'GUEST_PANICKED',
  'BLOCK_IO_ERROR',
  'DEVICE_DELETED',
  'DEVICE_TRAY_MOVED',
]);
