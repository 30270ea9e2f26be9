import type { StoreApi } from 'zustand/vanilla';
import type { Text } from '../lib/text/use-text.tsx';
import type { Session } from '../world/session.ts';
import type { Shortcut } from './shortcut.ts';
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
  /** Whether there is something to act on now. */
  readonly isAvailable: (context: CommandContext) => boolean;
  readonly run: (context: CommandContext) => void;
}
