import { z } from 'zod';
import { type Sentence, saidSchema, sentenceOf, sentenceSchema } from '../sentences/sentence.ts';

/** Whether we can talk to a hypervisor or a monitor now, and if not, since when (ms since the epoch) and why. */
export const linkSchema = z.discriminatedUnion('status', [
  z.object({ status: z.literal('connecting') }).readonly(),
  z
    .object({
      status: z.literal('connected'),
      /** Why nothing can be changed over this link, or null when it can. */
      readOnly: sentenceSchema.nullable(),
    })
    .readonly(),
  z
    .object({
      status: z.literal('lost'),
      code: z.string(),
      /** In English. */
      message: z.string(),
      said: saidSchema.optional(),
      since: z.number(),
      retryAt: z.number().nullable(),
    })
    .readonly(),
  /** Nothing to talk to and nothing wrong: a machine that is off, reached through its images. */
  z.object({ status: z.literal('none') }).readonly(),
]);
export type Link = z.infer<typeof linkSchema>;
export type LostLink = Extract<Link, { readonly status: 'lost' }>;

/** A link that was lost, since and with the next try at moments in ms since the epoch. */
export function lostLink(code: string, said: Sentence, since: number, retryAt: number | null): LostLink {
  const { text, values } = said;
  return { status: 'lost', code, message: text, said: { code: said.code, values }, since, retryAt };
}

/** Why a link was lost, as a sentence that can stand in another. */
export function reasonOfLoss({ message, said }: LostLink): Sentence {
  return sentenceOf(message, said);
}

/** A place that machines come from: this computer's QEMU monitors, or one libvirt URI. */
export const connectionSchema = z
  .object({
    id: z.string(),
    kind: z.enum(['qmp', 'libvirt']),
    /** In English. */
    title: z.string(),
    said: saidSchema.optional(),
    uri: z.string().nullable(),
    link: linkSchema,
  })
  .readonly();
export type Connection = z.infer<typeof connectionSchema>;

/** The one connection that holds the machines reached over QMP or through their images. */
export const LOCAL_CONNECTION_ID = 'local';
