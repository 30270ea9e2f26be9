import { type RefObject, useCallback, useSyncExternalStore } from 'react';
import type { Machine } from '../../../shared/model/machine.ts';
import type { Picture } from '../../../shared/model/picture.ts';
import { isShowing } from './live-pictures.ts';
import { useLivePictures } from './use-world.tsx';

/** A machine's screen: live while `seen` is in view and the machine shows something, else as last known. */
export function useLivePicture(machine: Machine, seen: RefObject<Element | null>): Picture | null {
  const live = useLivePictures();
  const { id } = machine;
  const shows = isShowing(machine);
  const subscribe = useCallback(
    (onChange: () => void) => {
      const element = seen.current;
      if (!shows || element === null) return () => undefined;
      let stop: (() => void) | undefined;
      const observer = new IntersectionObserver((entries) => {
        const isSeen = entries.some((entry) => entry.isIntersecting);
        if (isSeen) stop ??= live.listen(id, onChange);
        else {
          stop?.();
          stop = undefined;
        }
      });
      observer.observe(element);
      return () => {
        observer.disconnect();
        stop?.();
      };
    },
    [live, id, shows, seen],
  );
  return useSyncExternalStore(subscribe, () => (shows ? live.picture(id) : null)) ?? machine.picture;
}
