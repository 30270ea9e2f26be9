import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const execFileAsync = promisify(execFile);

/** Seconds of processor time that a process has used so far, in all its threads (proc(5): utime and stime). */
export async function cpuSeconds(pid: number): Promise<number> {
  const { stdout } = await execFileAsync('getconf', ['CLK_TCK']);
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / Number(stdout);
}
