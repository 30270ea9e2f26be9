import type { Api, CallContext, Contract, Handlers } from './definition.ts';

/** Makes handlers that pass every request on to another server of the same contract. */
export function relay<C extends Contract>(contract: C, api: Api<C>): Handlers<C>;
export function relay(
  contract: Contract,
  api: Readonly<Record<string, (input: unknown, signal: AbortSignal) => unknown>>,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.keys(contract).map((method) => [
      method,
      (input: unknown, { signal }: CallContext) => api[method]?.(input, signal),
    ]),
  );
}

/** Makes handlers that hand every request to the handlers that `target` gives at that moment. */
export function delegate<C extends Contract>(contract: C, target: () => Handlers<C>): Handlers<C>;
export function delegate(
  contract: Contract,
  target: () => Readonly<Record<string, (input: unknown, context: CallContext) => unknown>>,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.keys(contract).map((method) => [
      method,
      (input: unknown, context: CallContext) => target()[method]?.(input, context),
    ]),
  );
}
