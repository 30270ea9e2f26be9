import { z } from 'zod';
import { saidSchema } from '../sentences/sentence.ts';
import { errorCodeSchema } from './errors.ts';

/** How many items of a stream may be on their way or unread before the server stops pulling its source. */
export const streamWindow = 256;

/** How many items the reader takes before it tells the server so. */
export const streamAcknowledgement = 64;

const id = z.int().positive();

/**
 * What a client may send. `ok` says that the reader of a stream has taken `value` more items, so that a slow reader
 * holds back the source and not the memory in between.
 */
export const clientFrameSchema = z.discriminatedUnion('t', [
  z.strictObject({ t: z.literal('req'), id, method: z.string().max(200), input: z.unknown().optional() }),
  z.strictObject({ t: z.literal('cancel'), id }),
  z.strictObject({ t: z.literal('ok'), id, value: z.int().min(1).max(streamWindow) }),
]);

/** What a server may send: the end of a call (`ok`), a stream's `item`s and its `end`, or `err` as the end of either. */
export const serverFrameSchema = z.discriminatedUnion('t', [
  z.strictObject({ t: z.literal('ok'), id, value: z.unknown().optional() }),
  z.strictObject({
    t: z.literal('err'),
    id,
    code: errorCodeSchema,
    message: z.string(),
    said: saidSchema.optional(),
    details: z.record(z.string(), z.unknown()),
  }),
  z.strictObject({ t: z.literal('item'), id, value: z.unknown().optional() }),
  z.strictObject({ t: z.literal('end'), id }),
]);

export type ClientFrame = z.infer<typeof clientFrameSchema>;
export type ServerFrame = z.infer<typeof serverFrameSchema>;
