/** Width in pixels that small pictures of the map are kept at. */
const KEPT_WIDTH = 160;
/** How many are kept; about 57 kB each. */
const MOST_KEPT = 500;
const AT_ONCE = 6;

/** Small pictures for drawing on a canvas, fetched when they are first wanted. */
export interface MapThumbnails {
  /** The picture, or null while it is not there. */
  readonly get: (url: string) => ImageBitmap | null;
  readonly close: () => void;
}

/** Makes an empty store of small pictures; `onLoaded` is called when one more can be drawn. */
export function createMapThumbnails(onLoaded: () => void): MapThumbnails {
  const kept = new Map<string, ImageBitmap | null>();
  const stopped = new AbortController();
  const wanted: string[] = [];
  let running = 0;

  async function load(url: string): Promise<void> {
    try {
      const response = await fetch(url, { signal: stopped.signal });
      if (!response.ok) return;
      const bitmap = await createImageBitmap(await response.blob(), {
        resizeWidth: KEPT_WIDTH,
        resizeQuality: 'medium',
      });
      if (stopped.signal.aborted) bitmap.close();
      else {
        kept.set(url, bitmap);
        onLoaded();
      }
    } catch {
      // A picture that can't be had stays a plain card.
    }
  }

  function next(): void {
    while (running < AT_ONCE) {
      // The last one wanted is what is looked at now.
      const url = wanted.pop();
      if (url === undefined) return;
      running += 1;
      void load(url).finally(() => {
        running -= 1;
        next();
      });
    }
  }

  function forgetOldest(): void {
    for (const [url, bitmap] of kept) {
      if (kept.size <= MOST_KEPT) return;
      bitmap?.close();
      kept.delete(url);
    }
  }

  return {
    get(url) {
      const known = kept.get(url);
      if (known !== undefined) {
        kept.delete(url);
        kept.set(url, known);
        return known;
      }
      kept.set(url, null);
      forgetOldest();
      wanted.push(url);
      if (wanted.length > MOST_KEPT) {
        const dropped = wanted.shift();
        if (dropped !== undefined) kept.delete(dropped);
      }
      next();
      return null;
    },
    close() {
      stopped.abort();
      for (const bitmap of kept.values()) bitmap?.close();
      kept.clear();
    },
  };
}
