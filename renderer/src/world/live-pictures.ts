import type { Machine } from '../../../shared/model/machine.ts';
import type { Picture } from '../../../shared/model/picture.ts';
import type { Session } from './session.ts';

/** How often a running machine's screen is asked for while someone looks at it, in ms. */
const interval = 3_000;

/** The screens of machines now, asked for only while something that is seen listens. */
export interface LivePictures {
  readonly listen: (machineId: string, listener: () => void) => () => void;
  /** The last picture, or null before there was one. */
  readonly picture: (machineId: string) => Picture | null;
}

interface Watched {
  readonly listeners: Set<() => void>;
  timer: ReturnType<typeof setTimeout> | undefined;
}

/** Asks for the screens that are listened to; one question per machine however many listen. */
export function createLivePictures(session: Session): LivePictures {
  const watched = new Map<string, Watched>();
  const pictures = new Map<string, Picture>();

  async function look(machineId: string, of: Watched): Promise<void> {
    const machine = session.world.getState().machines.get(machineId);
    if (machine !== undefined && isShowing(machine) && document.visibilityState === 'visible') {
      try {
        const { picture } = await session.api['machine.screenshot']({ machineId });
        if (picture !== null && picture.sha256 !== pictures.get(machineId)?.sha256) {
          pictures.set(machineId, picture);
          for (const listener of of.listeners) listener();
        }
      } catch {
        // The machine's own last picture stays; why it can't be asked is said by its link.
      }
    }
    if (of.listeners.size > 0) of.timer = setTimeout(() => void look(machineId, of), interval);
  }

  return {
    listen(machineId, listener) {
      const of = watched.get(machineId) ?? { listeners: new Set(), timer: undefined };
      watched.set(machineId, of);
      of.listeners.add(listener);
      if (of.listeners.size === 1) void look(machineId, of);
      return () => {
        of.listeners.delete(listener);
        if (of.listeners.size > 0) return;
        clearTimeout(of.timer);
        watched.delete(machineId);
        pictures.delete(machineId);
      };
    },
    picture: (machineId) => pictures.get(machineId) ?? null,
  };
}

/** Whether a machine has a screen that can be asked for now. */
export function isShowing(machine: Machine): boolean {
  return (
    machine.capabilities.screenshot.available &&
    machine.screenshots &&
    (machine.state === 'running' || machine.state === 'paused')
  );
}
