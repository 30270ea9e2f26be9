import { useSyncExternalStore } from 'react';

/** Pixels of one rem, which is larger where the user asks for larger text. */
export function useRem(): number {
  return useSyncExternalStore(watchRem, remNow);
}

function remNow(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
}

function watchRem(onChange: () => void): () => void {
  const probe = document.createElement('div');
  probe.style.cssText = 'position:absolute;visibility:hidden;inline-size:1rem;block-size:0';
  document.body.append(probe);
  const observer = new ResizeObserver(onChange);
  observer.observe(probe);
  return () => {
    observer.disconnect();
    probe.remove();
  };
}
