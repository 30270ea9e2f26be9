import { useEffect, useState } from 'react';
import { usePictureUrl } from '../../lib/picture-url.tsx';
import type { DifferenceAnswer, DifferenceQuestion } from './difference-messages.ts';

/** Compares two pictures in a worker, so that nothing waits for it; null until it is done. */
export function useDifference(before: string, after: string): DifferenceAnswer | null {
  const url = usePictureUrl();
  const [answered, setAnswered] = useState<{ readonly of: string; readonly answer: DifferenceAnswer } | null>(
    null,
  );
  const of = `${before} ${after}`;
  useEffect(() => {
    const worker = new Worker(new URL('./difference-worker.ts', import.meta.url), { type: 'module' });
    worker.onmessage = (event: MessageEvent<DifferenceAnswer>) => setAnswered({ of, answer: event.data });
    worker.onerror = (event) => setAnswered({ of, answer: { ok: false, message: event.message } });
    const whole = (sha256: string) => new URL(url(sha256, 'whole'), document.baseURI).href;
    const question: DifferenceQuestion = { before: whole(before), after: whole(after) };
    worker.postMessage(question);
    return () => worker.terminate();
  }, [before, after, of, url]);
  return answered?.of === of ? answered.answer : null;
}
