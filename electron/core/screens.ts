import type { DomainSnapshot } from '../../shared/domainsnapshot.ts';
import { type Finding, finding } from '../../shared/model/finding.ts';
import type { Picture } from '../../shared/model/picture.ts';
import { say } from '../../shared/sentences/say.ts';
import { type Sentence, sentenceOf } from '../../shared/sentences/sentence.ts';
import { capture } from '../screenshots/capture.ts';
import type { PictureEncoder } from '../screenshots/encode.ts';
import type { PictureStore } from '../screenshots/picture-store.ts';
import type { MachineBook } from '../snapshots/machine-book.ts';
import type { MachinePlace } from '../snapshots/machine-place.ts';
import { tidyStore } from '../snapshots/tidy-store.ts';
import type { Keeper } from './keeper.ts';
import type { World } from './world.ts';

/** A live picture that is no older is given again, in ms. */
const FRESH_MS = 900;
/** Snapshots deleted within this time share one look for pictures that nothing refers to any more, in ms. */
const COLLECT_AFTER_MS = 1000;
/** A picture put in this run of the program may be about to be named for this long, in ms. */
const ABOUT_TO_BE_NAMED_MS = 60_000;
/** How long a live picture is kept after the next one: a window may be about to fetch it. In ms. */
const LINGER_MS = 10_000;

interface ScreensOptions {
  readonly world: World;
  readonly keeper: Keeper;
  readonly encoder: PictureEncoder;
  readonly store: PictureStore;
  /** The store's folder. */
  readonly home: string;
  readonly onError: (error: unknown) => void;
}

type Shot = { readonly picture: Picture | null; readonly finding: Finding | null };

/** The machines' screens as they are now, and the tidiness of the store of pictures. */
export class Screens {
  readonly #options: ScreensOptions;
  readonly #taking = new Map<string, Promise<Shot>>();
  readonly #startedAt = Date.now();
  #lastRefresh = 0;
  /** Live pictures that were followed by others, oldest first, and when. */
  #passed: readonly { readonly sha256: string; readonly at: number }[] = [];
  /** Pictures that the store referred to when it was last read, by the machine's place; null before that. */
  #kept: ReadonlyMap<MachinePlace, ReadonlySet<string>> | null = null;
  #collecting: Promise<void> = Promise.resolve();
  #collectTimer: NodeJS.Timeout | null = null;

  constructor(options: ScreensOptions) {
    this.#options = options;
  }

  /** True once per `seconds`. */
  isDue(seconds: number): boolean {
    const now = Date.now();
    if (now - this.#lastRefresh < seconds * 1000) return false;
    this.#lastRefresh = now;
    return true;
  }

  /** A picture of the machine's screen now; those who ask at once share one. */
  async take(book: MachineBook, head: number): Promise<Shot> {
    const live = this.#options.keeper.livePicture(book.machineId);
    const replacedAt = this.#options.keeper.screenReplacedAt(book.machineId);
    const key = `${book.machineId} ${head} ${replacedAt}`;
    const isSame = live !== null && head === 0 && live.state === book.domain.state && live.at > replacedAt;
    if (isSame && Date.now() - live.at < FRESH_MS) {
      return { picture: live.picture, finding: null };
    }
    const taking = this.#taking.get(key) ?? this.#take(book, head);
    this.#taking.set(key, taking);
    try {
      return await taking;
    } finally {
      this.#taking.delete(key);
    }
  }

  async #take(book: MachineBook, head: number): Promise<Shot> {
    const { world, keeper, encoder, store } = this.#options;
    if (!world.settings.screenshots || !book.notes.screenshots) return none(say('picture/turned-off'));
    const { screenshot } = book.domain.capabilities;
    if (!screenshot.available) return none(sentenceOf(screenshot.reason, screenshot.said));
    const { state } = book.domain;
    const at = Date.now();
    await using captured = await capture(() => book.hypervisor.takeScreenshot(book.uuid, { head }));
    const result = await captured.keep(encoder, store);
    if ('problem' in result) return none(result.problem);
    if (head === 0) {
      const before = keeper.livePicture(book.machineId);
      keeper.setLivePicture(book.machineId, { picture: result.picture, at, state });
      await this.#dropPassed(before?.picture.sha256 ?? null);
    }
    return { picture: result.picture, finding: null };
  }

  /** Deletes the pictures kept so far, of one machine or of all; returns how many snapshots lost theirs. */
  async deletePictures(
    books: readonly MachineBook[],
  ): Promise<{ readonly deleted: number; readonly bytes: number }> {
    let deleted = 0;
    const begun = Date.now();
    const before = await this.#options.store.totalBytes();
    for (const book of books) {
      await book.load();
      for (const { key, document } of book.entries.values()) {
        if (document?.notes?.screenshot == null) continue;
        await book.updateDocument(key, withoutPicture);
        deleted += 1;
      }
      await book.remember({ picture: null, pictureAt: null });
      this.#options.keeper.setLivePicture(book.machineId, null);
      await book.reconcile();
    }
    await this.#collect(begun);
    return { deleted, bytes: Math.max(0, before - (await this.#options.store.totalBytes())) };
  }

  /** Removes what crashes left in the store: files half written, pictures that nothing refers to. Throws system errors. */
  async collectGarbage(): Promise<void> {
    await this.#collect(this.#startedAt);
  }

  /** Removes pictures that nothing refers to any more, in a moment, when nothing else is deleted. */
  collectSoon(): void {
    // What was read of machines that are not in the list may not be all by now.
    this.#kept = null;
    if (this.#collectTimer !== null) return;
    this.#collectTimer = setTimeout(() => {
      this.#collectTimer = null;
      const since = Math.max(this.#startedAt, Date.now() - ABOUT_TO_BE_NAMED_MS);
      this.#collect(since).catch(this.#options.onError);
    }, COLLECT_AFTER_MS);
    this.#collectTimer.unref();
  }

  /** Resolves when no picture is being removed any more. */
  async close(): Promise<void> {
    if (this.#collectTimer !== null) clearTimeout(this.#collectTimer);
    await this.#collecting;
  }

  /** Keeps pictures made since `since`, ms since the epoch: their snapshots may be about to name them. */
  #collect(since: number): Promise<void> {
    const collected = this.#collecting.then(async () => {
      const known = this.#options.keeper.books.filter((book) => book.knowsPictures);
      this.#kept = await tidyStore(this.#options.home, new Set(known.map((book) => book.place)));
      await this.#options.store.collectGarbage(this.#referenced(), { keepNewerThanMs: Date.now() - since });
    });
    // The next one does not care how this one ended; its caller hears of it.
    this.#collecting = collected.catch(() => undefined);
    return collected;
  }

  /** What machines in the list refer to is known; of the others, and of those not read yet, what their folders said. */
  #referenced(): ReadonlySet<string> {
    const { keeper } = this.#options;
    const referenced = new Set<string>();
    const known = new Set<MachinePlace>();
    for (const book of keeper.books) {
      if (book.knowsPictures) known.add(book.place);
      for (const sha256 of book.pictures()) referenced.add(sha256);
      const live = keeper.livePicture(book.machineId);
      if (live !== null) referenced.add(live.picture.sha256);
    }
    for (const [place, pictures] of this.#kept ?? []) {
      if (!known.has(place)) for (const sha256 of pictures) referenced.add(sha256);
    }
    return referenced;
  }

  /** Notes that a live picture was followed by another, and removes those that nobody will ask for any more. */
  async #dropPassed(sha256: string | null): Promise<void> {
    const now = Date.now();
    const passed = [...this.#passed, ...(sha256 === null ? [] : [{ sha256, at: now }])];
    const isDue = ({ at }: { readonly at: number }) => now - at >= LINGER_MS;
    this.#passed = passed.filter((each) => !isDue(each));
    if (this.#kept === null) return;
    const stays = new Set([...this.#referenced(), ...this.#passed.map((each) => each.sha256)]);
    for (const each of passed.filter(isDue)) {
      if (!stays.has(each.sha256)) await this.#options.store.remove(each.sha256);
    }
  }
}

function withoutPicture(document: DomainSnapshot): DomainSnapshot {
  if (document.notes === null) return document;
  const notes = { ...document.notes, screenshot: null, screenshotProblem: say('picture/deleted').text };
  return { ...document, notes };
}

function none(why: Sentence): Shot {
  return { picture: null, finding: finding('informs', 'no-picture', { why }) };
}
