import { DatabaseSync } from 'node:sqlite';

const sqliteBusy = 5;

/**
 * Takes the lock of a file, which is made where it is missing, and returns the function that gives it back, or
 * undefined when another process holds it. The lock is the operating system's own on an open file (SQLite's
 * exclusive transaction takes it on every platform), so it ends with its holder, also when that is killed.
 * Throws where the file can't be made or its file system has no locks.
 */
export function takeFileLock(path: string): (() => void) | undefined {
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    database.exec('PRAGMA journal_mode = OFF; BEGIN EXCLUSIVE');
  } catch (cause) {
    database.close();
    if (cause instanceof Error && 'errcode' in cause && cause.errcode === sqliteBusy) return undefined;
    throw cause;
  }
  return () => {
    if (database.isOpen) database.close();
  };
}
