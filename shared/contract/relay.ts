import type { Api, Contract, Handlers } from './definition.ts';

/** Makes handlers that pass every request on to another server of the same contract. */
export function relay<C extends Contract>(contract: C, api: Api<C>): Handlers<C>;
export function relay(
  contract: Contract,
  api: Readonly<Record<string, (input: unknown, signal: AbortSignal) => unknown>>,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.keys(contract).map((method) => [
      method,
      (input: unknown, { signal }: { readonly signal: AbortSignal }) => api[method]?.(input, signal),
    ]),
  );
}
