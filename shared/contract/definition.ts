import type { z } from 'zod';

export interface CallDefinition<Input extends z.ZodType = z.ZodType, Output extends z.ZodType = z.ZodType> {
  readonly kind: 'call';
  readonly input: Input;
  readonly output: Output;
}

export interface StreamDefinition<Input extends z.ZodType = z.ZodType, Item extends z.ZodType = z.ZodType> {
  readonly kind: 'stream';
  readonly input: Input;
  readonly item: Item;
}

/** Names with their definitions: the one source of the client's type, the server's type and the server's checks. */
export type Contract = Readonly<Record<string, CallDefinition | StreamDefinition>>;

/** Defines a request with one answer. Schemas must not transform: the output is not parsed again by the client. */
export function call<Input extends z.ZodType, Output extends z.ZodType>(
  input: Input,
  output: Output,
): CallDefinition<Input, Output> {
  return { kind: 'call', input, output };
}

/** Defines a request that is answered by any number of items over time. */
export function stream<Input extends z.ZodType, Item extends z.ZodType>(
  input: Input,
  item: Item,
): StreamDefinition<Input, Item> {
  return { kind: 'stream', input, item };
}

type ApiFunction<D> =
  D extends CallDefinition<infer Input, infer Output>
    ? (input: z.input<Input>, signal?: AbortSignal) => Promise<z.output<Output>>
    : D extends StreamDefinition<infer Input, infer Item>
      ? (input: z.input<Input>, signal?: AbortSignal) => AsyncIterable<z.output<Item>>
      : never;

/** What a client of the contract calls. Everything fails with an AppError; a stream is asked for when iteration begins. */
export type Api<C extends Contract> = { readonly [K in keyof C]: ApiFunction<C[K]> };

/** What a handler knows about its caller: `signal` aborts when the caller cancels or is gone. */
export interface CallContext {
  readonly signal: AbortSignal;
}

type HandlerFunction<D> =
  D extends CallDefinition<infer Input, infer Output>
    ? (input: z.output<Input>, context: CallContext) => Promise<z.input<Output>> | z.input<Output>
    : D extends StreamDefinition<infer Input, infer Item>
      ? (input: z.output<Input>, context: CallContext) => AsyncIterable<z.input<Item>>
      : never;

/** What a server of the contract implements. Throw AppError for what a person can act on; anything else is a bug. */
export type Handlers<C extends Contract> = { readonly [K in keyof C]: HandlerFunction<C[K]> };
