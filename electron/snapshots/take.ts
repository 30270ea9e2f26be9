import { BLANK_DOMAIN_SNAPSHOT, formatDomainSnapshot } from '../../shared/domainsnapshot.ts';
import { type Finding, finding, isAllowed } from '../../shared/model/finding.ts';
import type { Drive } from '../../shared/model/machine.ts';
import { say } from '../../shared/sentences/say.ts';
import type { Sentence } from '../../shared/sentences/sentence.ts';
import { hasCode } from '../files/durable-file.ts';
import type { Domain, SnapshotFacts, TakeOptions } from '../hypervisor/hypervisor.ts';
import { type CapturedScreenshot, type CaptureResult, capture } from '../screenshots/capture.ts';
import type { PictureEncoder } from '../screenshots/encode.ts';
import type { PictureStore } from '../screenshots/picture-store.ts';
import { BLANK_SNAPSHOT_NOTES, documentOf, snapshotStateOf } from './document-of.ts';
import { type Intent, type OperationJournal, RefusedError } from './intent.ts';
import type { MachineBook, NotesChange } from './machine-book.ts';
import { estimateSave, type MachineNotes, withSave } from './machine-notes.ts';
import { newKey } from './snapshot-documents.ts';

export interface TakeRequest extends TakeOptions {
  readonly labels: readonly string[];
  readonly safety: boolean;
}

/** Makes and keeps pictures; null where the user wants none. */
export interface Pictures {
  readonly encoder: PictureEncoder;
  readonly store: PictureStore;
}

type Taken = Awaited<ReturnType<MachineBook['hypervisor']['takeSnapshot']>>;
type TakeIntent = Extract<Intent, { kind: 'take' }>;

/**
 * Takes a snapshot: checks, picture, snapshot, read back, document; the picture is encoded when the guest runs
 * again, and follows. A missing picture never fails it. Throws RefusedError before anything was sent,
 * HypervisorError after.
 */
export async function takeSnapshot(
  book: MachineBook,
  request: TakeRequest,
  pictures: Pictures | null,
  journal: OperationJournal,
): Promise<{ readonly key: string; readonly findings: readonly Finding[] }> {
  const findings = await book.hypervisor.check(book.uuid, { kind: 'take', options: request });
  if (!isAllowed(findings)) {
    throw new RefusedError(say('take/refused', { name: request.name, machine: book.domain.name }), findings);
  }
  await book.reconcile();
  const intent = intentOf(book, request);
  refuseUnwritable(intent, book.domain.drives);
  await journal.intend(intent);

  await using screenshot = await takeScreenshot(book, pictures);
  const key = newKey();
  const { taken, making } = await book.whileTaking(request.name, async () => {
    const { taken, duration } = await save(book, request, journal);
    // The guest runs again: a thread of its own makes the picture while the notes are written.
    const making = pictures === null ? undefined : screenshot?.keep(pictures.encoder, pictures.store);
    const noPicture = making === undefined ? noPictureReason(book) : null;
    try {
      await writeDocument(book, key, taken.snapshot, intent, noPicture, (notes) => ({
        ...(duration === null ? {} : withSave(notes, duration)),
        ...book.current(key),
      }));
    } catch (error) {
      journal.step(say('step/notes-follow', { name: request.name }));
      throw error;
    }
    return { taken, making };
  });
  await book.reconcile();
  const picture = making === undefined ? [] : await keepPicture(book, key, await making);
  return { key, findings: [...taken.findings, ...picture] };
}

/** Text that no document can carry, also in a drive's path, is refused before there is a snapshot. Throws DomainSnapshotError. */
function refuseUnwritable({ name, description, labels }: TakeIntent, drives: readonly Drive[]): void {
  const notes = { ...BLANK_SNAPSHOT_NOTES, labels };
  const held = drives.filter((drive) => drive.leftOut === null);
  const blockDevices = held.map(({ id, device, path, format, virtualSizeBytes }) => ({
    path: path ?? '',
    device,
    node: id,
    format,
    virtualSizeBytes,
    imageSnapshotId: null,
    imageSnapshotDate: null,
    vmstate: false,
    kept: [],
  }));
  formatDomainSnapshot({ ...BLANK_DOMAIN_SNAPSHOT, name, description, notes, blockDevices }, 'seed');
}

/**
 * Writes the document of a snapshot that was taken, from its facts and what was intended, and changes the machine's
 * notes in the same time; its picture comes later.
 */
export async function writeDocument(
  book: MachineBook,
  key: string,
  facts: SnapshotFacts,
  intent: TakeIntent,
  screenshotProblem: Sentence | null,
  notes: NotesChange = {},
): Promise<void> {
  await book.writeDocument(
    key,
    documentOf(facts, book.uuid, {
      description: intent.description,
      state: intent.state,
      parent: intent.parentName,
      notes: {
        ...BLANK_SNAPSHOT_NOTES,
        id: key,
        labels: intent.labels,
        safety: intent.safety,
        screenshotProblem: screenshotProblem?.text ?? null,
        ramBytes: intent.ramBytes,
        devices: intent.devices,
        drivesLeftOut: intent.drivesLeftOut,
      },
    }),
    notes,
  );
}

function intentOf(book: MachineBook, request: TakeRequest): TakeIntent {
  const { domain } = book;
  const memory = request.memory && hasMemory(domain);
  return {
    kind: 'take',
    name: request.name,
    description: request.description,
    labels: request.labels,
    safety: request.safety,
    parentName: book.nameOf(book.currentKey),
    state: snapshotStateOf(domain, memory),
    ramBytes: memory ? domain.memoryBytes : null,
    devices: memory ? domain.devices : null,
    drivesLeftOut: domain.drives
      .filter((drive) => drive.leftOut !== null || request.drives?.includes(drive.id) === false)
      .map((drive) => drive.id),
    startedAt: Date.now(),
  };
}

/** Whether there is memory to save. */
export function hasMemory(domain: Domain): boolean {
  return domain.state !== 'off' && domain.state !== 'unknown';
}

async function takeScreenshot(
  book: MachineBook,
  pictures: Pictures | null,
): Promise<CapturedScreenshot | null> {
  if (pictures === null || !book.notes.screenshots || !book.domain.capabilities.screenshot.available)
    return null;
  return await capture(() => book.hypervisor.takeScreenshot(book.uuid, { head: 0 }));
}

async function save(
  book: MachineBook,
  request: TakeRequest,
  journal: OperationJournal,
): Promise<{ readonly taken: Taken; readonly duration: MachineNotes['saves'][number] | null }> {
  const { memoryBytes } = book.domain;
  const withMemory = request.memory && hasMemory(book.domain) && memoryBytes !== null;
  const estimateMs = withMemory ? estimateSave(book.notes, memoryBytes) : null;
  const startedAt = performance.now();
  if (withMemory) journal.progress({ unit: 'bytes', done: 0, total: null, estimateMs });
  const taken = await book.hypervisor.takeSnapshot(book.uuid, request, {
    onProgress: ({ doneBytes, totalBytes }) =>
      journal.progress({ unit: 'bytes', done: doneBytes, total: totalBytes, estimateMs }),
    onStep: journal.step,
  });
  journal.progress(null);
  return { taken, duration: withMemory ? { bytes: memoryBytes, ms: performance.now() - startedAt } : null };
}

function noPictureReason(book: MachineBook): Sentence {
  return book.domain.capabilities.screenshot.available ? say('picture/turned-off') : say('picture/was-off');
}

async function keepPicture(
  book: MachineBook,
  key: string,
  result: CaptureResult,
): Promise<readonly Finding[]> {
  const isKept = 'picture' in result;
  const change = isKept ? { screenshot: result.picture } : { screenshotProblem: result.problem.text };
  try {
    await book.updateDocument(
      key,
      (document) => ({ ...document, notes: { ...(document.notes ?? BLANK_SNAPSHOT_NOTES), ...change } }),
      isKept ? { picture: result.picture, pictureAt: Date.now() } : {},
    );
  } catch (error) {
    if (!isStoreClosed(error)) throw error;
    // The snapshot itself is made and noted.
    const why = isKept ? say('picture/notes-closed') : result.problem;
    return [finding('warns', 'no-picture:store', { why })];
  }
  await book.reconcile();
  return isKept ? [] : [finding('warns', 'no-picture:snapshot', { why: result.problem })];
}

/** True for an error that says that nothing can be written into the store now. */
function isStoreClosed(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES'].some((code) => hasCode(error, code));
}
