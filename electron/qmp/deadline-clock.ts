type Deadline = {
  remainingMs: number;
  startedAt: number;
  timer: NodeJS.Timeout | null;
  readonly expired: () => void;
};

/** Deadlines that can be paused together: while QEMU's monitor is blocked by a job, no command is late. */
export class DeadlineClock {
  readonly #deadlines = new Set<Deadline>();
  #pauses = 0;

  /** Calls `expired` once after `ms` of unpaused time; the returned function calls it off. `null` never expires. */
  start(ms: number | null, expired: () => void): () => void {
    if (ms === null) return () => undefined;
    const deadline: Deadline = { remainingMs: ms, startedAt: 0, timer: null, expired };
    this.#deadlines.add(deadline);
    if (this.#pauses === 0) this.#run(deadline);
    return () => {
      if (deadline.timer !== null) clearTimeout(deadline.timer);
      this.#deadlines.delete(deadline);
    };
  }

  /** Stops the clock until as many {@link resume} calls have followed. */
  pause(): void {
    this.#pauses += 1;
    if (this.#pauses > 1) return;
    const now = performance.now();
    for (const deadline of this.#deadlines) {
      if (deadline.timer !== null) clearTimeout(deadline.timer);
      deadline.timer = null;
      deadline.remainingMs = Math.max(0, deadline.remainingMs - (now - deadline.startedAt));
    }
  }

  /** Undoes one {@link pause}. */
  resume(): void {
    this.#pauses -= 1;
    if (this.#pauses > 0) return;
    for (const deadline of this.#deadlines) this.#run(deadline);
  }

  #run(deadline: Deadline): void {
    deadline.startedAt = performance.now();
    deadline.timer = setTimeout(() => {
      this.#deadlines.delete(deadline);
      deadline.expired();
    }, deadline.remainingMs);
  }
}
