import { type Port, portInbox } from './port.ts';

/** Makes the two ends of a port inside one process. Messages are copied and arrive in a later microtask, as over a wire. */
export function memoryPorts(): readonly [Port, Port] {
  const left = portInbox();
  const right = portInbox();
  let open = true;

  const close = () => {
    if (!open) return;
    open = false;
    queueMicrotask(() => {
      left.closed();
      right.closed();
    });
  };
  const end = (own: typeof left, other: typeof left): Port => ({
    send(message) {
      if (!open) return;
      const copy = structuredClone(message);
      queueMicrotask(() => other.deliver(copy));
    },
    onMessage: own.onMessage,
    onClose: own.onClose,
    close,
  });
  return [end(left, right), end(right, left)];
}
