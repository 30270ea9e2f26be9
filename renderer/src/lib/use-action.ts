import { useState } from 'react';
import { AppError } from '../../../shared/contract/errors.ts';
import type { Finding } from '../../../shared/model/finding.ts';
import { findingSchema } from '../../../shared/model/finding.ts';
import type { Sentence } from '../../../shared/sentences/sentence.ts';

/** Why something that the user asked for did not begin. */
export interface Problem {
  readonly said: Sentence;
  readonly findings: readonly Finding[];
}

export interface Action {
  /** True while it is on its way. */
  readonly isBusy: boolean;
  readonly problem: Problem | null;
  /** Runs the work once at a time; `true` when it went through, `false` when there is a problem now. */
  readonly run: (work: () => Promise<unknown>) => Promise<boolean>;
  readonly clear: () => void;
}

/** Something the user asks of the core, with its wait and its problem. */
export function useAction(): Action {
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  return {
    isBusy,
    problem,
    run: async (work) => {
      setBusy(true);
      setProblem(null);
      try {
        await work();
        return true;
      } catch (cause) {
        setProblem(problemOf(cause));
        return false;
      } finally {
        setBusy(false);
      }
    },
    clear: () => setProblem(null),
  };
}

/** The sentence and findings of an error from the core; anything else is a mistake of ours and says so in the console. */
export function problemOf(cause: unknown): Problem {
  if (!(cause instanceof AppError)) throw cause;
  const findings = findingSchema.array().safeParse(cause.details.findings);
  return { said: cause.said, findings: findings.success ? findings.data : [] };
}
