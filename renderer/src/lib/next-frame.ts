/** How long a hidden page, which makes no frames, waits instead, in ms. */
const hiddenDelay = 100;

/** Calls back once when the next frame is made; in a hidden page, soon. */
export function onNextFrame(callback: () => void): void {
  if (document.visibilityState === 'hidden') {
    setTimeout(callback, hiddenDelay);
    return;
  }
  let called = false;
  const once = () => {
    if (called) return;
    called = true;
    callback();
  };
  requestAnimationFrame(once);
  // The page may be hidden before the frame comes.
  setTimeout(once, hiddenDelay);
}
