import { z } from 'zod';

/** Whether we can talk to a hypervisor or a monitor now, and if not, since when (ms since the epoch) and why. */
export const linkSchema = z.discriminatedUnion('status', [
  z.object({ status: z.literal('connecting') }).readonly(),
  z
    .object({
      status: z.literal('connected'),
      /** Why nothing can be changed over this link, or null when it can. */
      readOnly: z.string().nullable(),
    })
    .readonly(),
  z
    .object({
      status: z.literal('lost'),
      code: z.string(),
      message: z.string(),
      since: z.number(),
      retryAt: z.number().nullable(),
    })
    .readonly(),
  /** Nothing to talk to and nothing wrong: a machine that is off, reached through its images. */
  z.object({ status: z.literal('none') }).readonly(),
]);
export type Link = z.infer<typeof linkSchema>;

/** A place that machines come from: this computer's QEMU monitors, or one libvirt URI. */
export const connectionSchema = z
  .object({
    id: z.string(),
    kind: z.enum(['qmp', 'libvirt']),
    title: z.string(),
    uri: z.string().nullable(),
    link: linkSchema,
  })
  .readonly();
export type Connection = z.infer<typeof connectionSchema>;

/** The one connection that holds the machines reached over QMP or through their images. */
export const LOCAL_CONNECTION_ID = 'local';
