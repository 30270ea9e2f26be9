import { useEffect, useEffectEvent, useState } from 'react';
import { AppError } from '../../../shared/contract/errors.ts';
import { type Problem, problemOf } from './use-action.ts';

/** An answer of the core: asked for, there, or refused. While a new one is asked for the last stays. */
export interface Answer<T> {
  readonly value: T | null;
  readonly isAsking: boolean;
  readonly problem: Problem | null;
}

/** How long after an answer that may pass the core is asked again, in ms. */
const AGAIN_MS = 3000;

/**
 * Asks the core and asks again whenever `question` differs; answers to older questions are dropped. Where `mayPass` says
 * so of an answer, such as one that blocks, it is asked for again by and by.
 */
export function useAnswer<T>(
  question: string,
  ask: (signal: AbortSignal) => Promise<T>,
  mayPass: (value: T) => boolean = () => false,
): Answer<T> {
  const [answered, setAnswered] = useState<
    Omit<Answer<T>, 'isAsking'> & { readonly question: string | null }
  >({
    question: null,
    value: null,
    problem: null,
  });
  const askNow = useEffectEvent(ask);
  const mayPassNow = useEffectEvent(mayPass);
  useEffect(() => {
    const given = new AbortController();
    let waiting: ReturnType<typeof setTimeout> | undefined;
    const askOnce = () => {
      askNow(given.signal).then(
        (value) => {
          if (given.signal.aborted) return;
          setAnswered({ question, value, problem: null });
          if (mayPassNow(value)) waiting = setTimeout(askOnce, AGAIN_MS);
        },
        (cause: unknown) => {
          if (given.signal.aborted || (cause instanceof AppError && cause.code === 'cancelled')) return;
          setAnswered((last) => ({ question, value: last.value, problem: problemOf(cause) }));
        },
      );
    };
    askOnce();
    return () => {
      given.abort();
      clearTimeout(waiting);
    };
  }, [question]);
  return { value: answered.value, problem: answered.problem, isAsking: answered.question !== question };
}
