// What Node and browsers both have. The shared room is checked against this and the language alone, so that
// nothing here can lean on the DOM or on Node; the other rooms bring their own, fuller declarations.

interface AbortSignal {
  readonly aborted: boolean;
  readonly reason: unknown;
  addEventListener(type: 'abort', listener: () => void, options?: { readonly once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

interface AbortController {
  readonly signal: AbortSignal;
  abort(reason?: unknown): void;
}

declare var AbortController: { new (): AbortController };

declare var crypto: { randomUUID(): string };

declare function queueMicrotask(task: () => void): void;

declare function structuredClone<T>(value: T): T;
