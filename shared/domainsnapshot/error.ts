/** A place in a document, both counted from 1; columns count UTF-16 units. */
export type Place = { readonly line: number; readonly column: number };

// A reason may quote a name, and a hostile document may have one of megabytes.
const MAX_REASON = 300;

/** Thrown for every document that is not taken and every snapshot that can't be written, and for nothing else. */
export class DomainSnapshotError extends Error {
  /** One plain sentence of at most 300 characters, without the place. */
  readonly reason: string;
  readonly line: number | null;
  readonly column: number | null;

  constructor(reason: string, place: Place | null = null, options?: ErrorOptions) {
    const short = shorten(reason, MAX_REASON);
    super(place === null ? short : `line ${place.line}, column ${place.column}: ${short}`, options);
    this.name = 'DomainSnapshotError';
    this.reason = short;
    this.line = place?.line ?? null;
    this.column = place?.column ?? null;
  }
}

/** Tells the line and column of `offset` in `source`; CR, LF and CR LF each end a line. */
export function placeOf(source: string, offset: number): Place {
  let line = 1;
  let lineStart = 0;
  for (const ending of source.slice(0, offset).matchAll(/\r\n?|\n/g)) {
    line += 1;
    lineStart = ending.index + ending[0].length;
  }
  return { line, column: offset - lineStart + 1 };
}

/** Cuts what a document says to `most` characters, so that it can be quoted. */
export function shorten(text: string, most = 40): string {
  return text.length > most ? `${text.slice(0, most - 1).toWellFormed()}…` : text;
}
