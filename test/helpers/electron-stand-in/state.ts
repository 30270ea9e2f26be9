import type { EventEmitter } from 'node:events';
import type { FromProcess } from './control-channel.ts';

/** An Electron event that listeners may prevent. */
export class PreventableEvent {
  defaultPrevented = false;
  preventDefault = (): void => {
    this.defaultPrevented = true;
  };
}

/** Emits a preventable event and tells whether a listener prevented it. */
export function emitPreventable(emitter: EventEmitter, name: string, ...args: unknown[]): boolean {
  const event = new PreventableEvent();
  emitter.emit(name, event, ...args);
  return event.defaultPrevented;
}

/** What the app registered, in the order in which Electron would need it. */
export const registered = {
  isReady: false,
  sandboxedBeforeReady: false,
  menuRemovedBeforeReady: false,
  schemesBeforeReady: false,
  schemes: [] as { scheme: string; privileges: Record<string, boolean> }[],
  handlers: new Map<string, (request: Request) => Promise<Response> | Response>(),
};

/** Tells the test something. */
export function tell(message: FromProcess): void {
  process.send?.(message);
}
