import { useEffect, useEffectEvent, useState } from 'react';
import { AppError } from '../../../shared/contract/errors.ts';
import { type Problem, problemOf } from './use-action.ts';

/** An answer of the core: asked for, there, or refused. While a new one is asked for the last stays. */
export interface Answer<T> {
  readonly value: T | null;
  readonly isAsking: boolean;
  readonly problem: Problem | null;
}

/** Asks the core and asks again whenever `question` differs; answers to older questions are dropped. */
export function useAnswer<T>(question: string, ask: (signal: AbortSignal) => Promise<T>): Answer<T> {
  const [answered, setAnswered] = useState<
    Omit<Answer<T>, 'isAsking'> & { readonly question: string | null }
  >({
    question: null,
    value: null,
    problem: null,
  });
  const askNow = useEffectEvent(ask);
  useEffect(() => {
    const given = new AbortController();
    askNow(given.signal).then(
      (value) => {
        if (!given.signal.aborted) setAnswered({ question, value, problem: null });
      },
      (cause: unknown) => {
        if (given.signal.aborted || (cause instanceof AppError && cause.code === 'cancelled')) return;
        setAnswered((last) => ({ question, value: last.value, problem: problemOf(cause) }));
      },
    );
    return () => given.abort();
  }, [question]);
  return { value: answered.value, problem: answered.problem, isAsking: answered.question !== question };
}
