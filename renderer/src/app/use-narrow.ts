import { type RefObject, useLayoutEffect } from 'react';
import { useViewStore } from '../view/use-view.tsx';

/** Below this width of the frame there is no room for three panes, in rem: large text needs more of the same window. */
const narrow = 56;

/** Keeps the view told whether the frame is narrow for its text. */
export function useNarrow(frame: RefObject<HTMLElement | null>): void {
  const view = useViewStore();
  useLayoutEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const look = () => {
      const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
      const isNarrow = element.clientWidth < narrow * rem;
      if (isNarrow !== view.getState().isNarrow) view.setState({ isNarrow, drawerShown: false });
    };
    look();
    const observer = new ResizeObserver(look);
    observer.observe(element);
    return () => observer.disconnect();
  }, [frame, view]);
}
