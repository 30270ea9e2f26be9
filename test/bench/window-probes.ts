// Functions that run in the page. Each stands alone: only its own text gets there.

/** ms from the navigation to the first paint. */
export function firstPaint(): number {
  return performance.getEntriesByName('first-paint')[0]?.startTime ?? Number.NaN;
}

/** ms from the navigation to the first paint with text in it: the frame itself has none before the page's script ran. */
export function headingPaint(): number {
  return performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN;
}

/** Goes to a machine and back a few times; the middle time in ms from the press to the frame that shows its rows. */
export async function clickToPainted(of: {
  readonly machine: string;
  readonly other: string;
}): Promise<number> {
  const nextFrame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
  const goTo = async (name: string): Promise<number> => {
    const items = document.querySelectorAll<HTMLElement>('nav button');
    const item = [...items].find((each) => each.textContent?.includes(name));
    if (item === undefined) throw new Error(`no machine ${name} is listed`);
    const pressed = performance.now();
    item.click();
    for (;;) {
      await nextFrame();
      if (document.querySelector(`[role="tree"][aria-label="Snapshots of ${name}"] [role="treeitem"]`)) break;
    }
    // What is there in one frame has been painted when the next begins.
    await nextFrame();
    return performance.now() - pressed;
  };
  const times: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    await goTo(of.other);
    times.push(await goTo(of.machine));
  }
  return times.toSorted((a, b) => a - b)[2] ?? Number.NaN;
}

/** Scrolls the tree for some frames; the time in ms that 95 % of them stay within. */
export async function scrollFrames(frames: number): Promise<number> {
  const tree = document.querySelector('[role="tree"]');
  if (tree === null) throw new Error('there is no tree');
  tree.scrollTop = 0;
  const times: number[] = [];
  let last = await new Promise<number>((resolve) => requestAnimationFrame(resolve));
  for (let frame = 0; frame < frames; frame += 1) {
    tree.scrollTop += 90;
    const now = await new Promise<number>((resolve) => requestAnimationFrame(resolve));
    times.push(now - last);
    last = now;
  }
  return times.toSorted((a, b) => a - b)[Math.floor(frames * 0.95)] ?? Number.NaN;
}

/** Moves the map with the wheel for some frames; the time in ms that 95 % of them stay within. */
export async function panFrames(frames: number): Promise<number> {
  const map = document.querySelector('[role="tree"]');
  if (map === null) throw new Error('there is no map');
  const times: number[] = [];
  let last = await new Promise<number>((resolve) => requestAnimationFrame(resolve));
  for (let frame = 0; frame < frames; frame += 1) {
    // To the left and up, from where one is at the right end of the tree.
    const [deltaX, deltaY] = [frame % 120 < 60 ? -24 : 24, frame % 60 < 30 ? -12 : 12];
    map.dispatchEvent(new WheelEvent('wheel', { deltaX, deltaY, bubbles: true, cancelable: true }));
    const now = await new Promise<number>((resolve) => requestAnimationFrame(resolve));
    times.push(now - last);
    last = now;
  }
  return times.toSorted((a, b) => a - b)[Math.floor(frames * 0.95)] ?? Number.NaN;
}

/** Waits for a text among the rows; how many frames it took from the message that brought it to the one that shows it. */
export async function framesUntilText(text: string): Promise<number> {
  const tree = document.querySelector('[role="tree"]');
  if (tree === null) throw new Error('there is no tree');
  let frames = 0;
  let atMessage = Number.NaN;
  // The page parses every message before it believes it: so this sees each first.
  const parse = JSON.parse;
  JSON.parse = (source: string, ...rest) => {
    if (source.includes(text)) {
      atMessage = frames;
      JSON.parse = parse;
    }
    return parse(source, ...rest);
  };
  const shown = new Promise<number>((resolve) => {
    // Told within the frame that changes the rows, before it is painted.
    const observer = new MutationObserver(() => {
      if (!tree.textContent?.includes(text)) return;
      observer.disconnect();
      resolve(frames - atMessage);
    });
    observer.observe(tree, { subtree: true, childList: true, characterData: true });
  });
  let isOver = false;
  const count = () => {
    frames += 1;
    if (!isOver) requestAnimationFrame(count);
  };
  requestAnimationFrame(count);
  const taken = await shown;
  isOver = true;
  return taken;
}

/** Addresses of all pictures that are drawn. */
export function drawnPictures(): readonly string[] {
  return [...document.images].map((image) => image.currentSrc);
}
