import type { Job } from '../../../shared/model/job.ts';
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
  /** The last question that was asked: what an older one comes to is of a screen that is gone. */
  asked: number;
}

/** Asks for the screens that are listened to; one question per machine however many listen. */
export function createLivePictures(session: Session): LivePictures {
  const watched = new Map<string, Watched>();
  const pictures = new Map<string, Picture>();

  async function look(machineId: string, of: Watched): Promise<void> {
    clearTimeout(of.timer);
    of.asked += 1;
    const { asked } = of;
    const machine = session.world.getState().machines.get(machineId);
    if (machine !== undefined && isShowing(machine) && document.visibilityState === 'visible') {
      try {
        const { picture } = await session.api['machine.screenshot']({ machineId });
        if (asked !== of.asked) return;
        if (picture !== null && picture.sha256 !== pictures.get(machineId)?.sha256) {
          pictures.set(machineId, picture);
          for (const listener of of.listeners) listener();
        }
      } catch {
        // The machine's own last picture stays; why it can't be asked is said by its link.
      }
    }
    if (of.listeners.size > 0 && asked === of.asked)
      of.timer = setTimeout(() => void look(machineId, of), interval);
  }

  // A restore shows another screen at once, and waiting for it would look as if nothing had happened.
  session.world.subscribe((state, previous) => {
    if (state.jobs === previous.jobs) return;
    for (const job of state.jobs.values()) {
      const of = watched.get(job.machineId);
      if (of !== undefined && isRestored(job) && !isRestored(previous.jobs.get(job.id))) {
        void look(job.machineId, of);
      }
    }
  });

  return {
    listen(machineId, listener) {
      const of = watched.get(machineId) ?? { listeners: new Set(), timer: undefined, asked: 0 };
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

function isRestored(job: Job | undefined): boolean {
  return job?.kind === 'restore' && job.state === 'done';
}

/** Whether a machine has a screen that can be asked for now. */
export function isShowing(machine: Machine): boolean {
  return (
    machine.capabilities.screenshot.available &&
    machine.screenshots &&
    (machine.state === 'running' || machine.state === 'paused')
  );
}
