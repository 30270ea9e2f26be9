/** Writes or removes one file durably; with a step it is killed there, without one it prints the steps. */
import { removeDurably, writeDurably } from '../../../electron/files/durable-file.ts';
import { arm, stepsSoFar } from './faults.ts';

const [, , path = '', content = '', at] = process.argv;
arm(at === undefined ? Number.MAX_SAFE_INTEGER : Number(at));
if (content === '') await removeDurably(path);
else await writeDurably(path, content);
console.log(JSON.stringify(stepsSoFar()));
