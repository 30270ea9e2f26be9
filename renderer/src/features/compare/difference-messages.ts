import type { Box } from './picture-difference.ts';

/** Two pictures to compare, by their whole addresses. */
export interface DifferenceQuestion {
  readonly before: string;
  readonly after: string;
}

export type DifferenceAnswer =
  | {
      readonly ok: true;
      /** What changed, in one colour on nothing. */
      readonly overlay: ImageBitmap;
      readonly width: number;
      readonly height: number;
      readonly changedPixels: number;
      readonly areas: readonly Box[];
    }
  | { readonly ok: false; readonly message: string };
