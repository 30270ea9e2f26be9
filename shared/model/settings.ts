import { z } from 'zod';

/** What the user chose for the whole program; kept by the core in the store. */
export const settingsSchema = z
  .object({
    theme: z.enum(['system', 'light', 'dark']),
    /** BCP 47 language of the texts, or `system`. */
    language: z.enum(['system', 'en', 'de']),
    /** Whether screenshots are taken at all. */
    screenshots: z.boolean(),
    /** How often visible machines are looked at for changes made by others, in seconds. */
    refreshSeconds: z.number().int().min(2).max(3600),
    /** How long a delete can be taken back before it is sent, in ms. */
    undoMs: z.number().int().min(0).max(60_000),
    /** Where snapshots' notes and pictures are kept; shown, never changed here. */
    storeFolder: z.string(),
  })
  .readonly();
export type Settings = z.infer<typeof settingsSchema>;
