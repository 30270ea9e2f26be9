import { z } from 'zod';

/** A screenshot in the store: `shots/<sha256>.png` and its thumbnail `shots/<sha256>.webp`; sizes in pixels. */
export const pictureSchema = z
  .object({
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    width: z.number().int().positive(),
    height: z.number().int().positive(),
  })
  .readonly();
export type Picture = z.infer<typeof pictureSchema>;
