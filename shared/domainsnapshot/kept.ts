import type { Holder, Kept, KeptElement } from './model.ts';
import type { XmlAttribute } from './xml-tree.ts';

/** An element ready to be written, and the name that kept elements know it by. */
export type Piece = { readonly anchor: string; readonly xml: string };

/** The attributes that were kept of the element `on`. */
export function keptAttributes(kept: Kept, on: Holder): readonly XmlAttribute[] {
  return kept.attributes.filter((attribute) => attribute.on === on);
}

/**
 * Puts what was kept inside an element behind the piece that it stood behind; at the end, where the form that
 * is written has no such piece.
 */
export function weave(
  pieces: readonly Piece[],
  kept: readonly KeptElement[],
  inside: KeptElement['inside'],
): readonly string[] {
  const here = kept.filter((element) => element.inside === inside);
  const anchors = new Set(pieces.map(({ anchor }) => anchor));
  const behind = (anchor: string | null) =>
    here.filter(({ after }) => after === anchor).map(({ xml }) => xml);
  const woven = behind(null);
  for (const [index, { anchor, xml }] of pieces.entries()) {
    woven.push(xml);
    if (pieces[index + 1]?.anchor !== anchor) woven.push(...behind(anchor));
  }
  woven.push(...here.filter(({ after }) => after !== null && !anchors.has(after)).map(({ xml }) => xml));
  return woven;
}
