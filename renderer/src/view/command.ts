import type { StoreApi } from 'zustand/vanilla';
import type { Text } from '../lib/text/use-text.tsx';
import type { Session } from '../world/session.ts';
import { matches, type Shortcut } from './shortcut.ts';
import type { ViewState } from './view-state.ts';

/** What a command works with. */
export interface CommandContext {
  readonly session: Session;
  readonly view: StoreApi<ViewState>;
  readonly text: Text;
}

/** Something the user can do from the palette, a shortcut or a menu; all of them are listed in one place. */
export interface Command {
  readonly id: string;
  /** What it is called now; it may name the machine or the snapshot that it would act on. */
  readonly title: (context: CommandContext) => string;
  readonly shortcut?: Shortcut;
  /** Does the same, everywhere: for tabs of a browser, which keeps `shortcut` to itself there. */
  readonly tabShortcut?: Shortcut;
  /** Whether there is something to act on now. */
  readonly isAvailable: (context: CommandContext) => boolean;
  readonly run: (context: CommandContext) => void;
}

/** The shortcut of a command that works where the page is now; undefined for one without. */
export function workingShortcut(command: Command, { session }: CommandContext): Shortcut | undefined {
  const isTab =
    session.world.getState().shell?.face === 'browser' && matchMedia('(display-mode: browser)').matches;
  return (isTab ? command.tabShortcut : undefined) ?? command.shortcut;
}

/** Whether a key press asks for this command. */
export function isAskedFor(command: Command, event: KeyboardEvent): boolean {
  return [command.shortcut, command.tabShortcut].some((each) => each !== undefined && matches(each, event));
}
