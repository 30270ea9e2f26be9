/** A text as it is compared when searching: without case and without marks above or below letters. */
export function foldText(text: string): string {
  // Most names are plain, and this is asked of tens of thousands.
  if (/^[\x20-\x7e]*$/.test(text)) return text.toLowerCase();
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase().replaceAll('ß', 'ss');
}
