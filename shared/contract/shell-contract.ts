import { z } from 'zod';
import { contract } from './contract.ts';
import { call, stream } from './definition.ts';

/** What a menu of the face asks the page to do. */
export const shellCommandSchema = z.enum([
  'machine.add',
  'snapshot.take',
  'search',
  'palette',
  'view.tree',
  'view.map',
  'view.timeline',
  'theme.system',
  'theme.light',
  'theme.dark',
  'help.shortcuts',
  'help.about',
]);
export type ShellCommand = z.infer<typeof shellCommandSchema>;

/** What this face can do; the page leaves out what it can't. */
export const shellCapabilitiesSchema = z
  .object({
    /** It has a menu, whose choices arrive at `shell.commands`. */
    menu: z.boolean(),
    /** It can ask for a file of this computer. */
    chooseFile: z.boolean(),
    /** It can save a picture by its own dialog; where it can't, a download link does. */
    savePicture: z.boolean(),
    /** It can show a notification of the desktop. */
    notify: z.boolean(),
  })
  .readonly();
export type ShellCapabilities = z.infer<typeof shellCapabilitiesSchema>;

export const shellDescriptionSchema = z
  .object({
    face: z.enum(['electron', 'browser']),
    version: z.string(),
    /** Where the page finds pictures on its own origin: this, then `<sha256>.png` or `<sha256>.webp`. */
    picturesPath: z.string(),
    /** The user asked for the demo machine at the start: it is being started, and is what to show first. */
    demo: z.boolean(),
    capabilities: shellCapabilitiesSchema,
  })
  .readonly();
export type ShellDescription = z.infer<typeof shellDescriptionSchema>;

const nothing = z.object({}).readonly();
const chosenPath = z.object({ path: z.string().nullable() }).readonly();

/** What a page can ask of the face that shows it, apart from the core: dialogs, the menu, notifications. */
export const shellContract = {
  'shell.describe': call(nothing, shellDescriptionSchema),
  'shell.commands': stream(nothing, shellCommandSchema),
  /** Asks the user for a monitor's socket or a disk image; `path` is null when nothing was chosen. */
  'shell.chooseFile': call(z.object({ kind: z.enum(['socket', 'image']) }).readonly(), chosenPath),
  /** Asks where to, then copies a picture there; `path` is null when nothing was chosen. */
  'shell.savePicture': call(
    z
      .object({ sha256: z.string().regex(/^[0-9a-f]{64}$/), suggestedName: z.string().min(1).max(200) })
      .readonly(),
    chosenPath,
  ),
  /** Shows a notification unless the window has the focus. */
  'shell.notify': call(
    z.object({ title: z.string().max(200), body: z.string().max(1000) }).readonly(),
    nothing,
  ),
} as const;

export type ShellContract = typeof shellContract;

/** What a page speaks over its one port: the core's contract and its face's. */
export const faceContract = { ...contract, ...shellContract } as const;
