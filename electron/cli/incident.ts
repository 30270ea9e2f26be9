import { debuglog } from 'node:util';
import type { Incident } from '../../shared/contract/serve.ts';
import { escapeControls } from './words.ts';

const log = debuglog('snapgrove');

/** Tells of a mistake of the program or of what it could not read or write; NODE_DEBUG=snapgrove shows all of it. */
export function reportIncident({ id, method, cause }: Incident): void {
  const reason = cause instanceof Error ? cause.message : String(cause);
  process.stderr.write(`snapgrove: ${escapeControls(`${method} failed (number ${id}): ${reason}`)}\n`);
  log('%s failed (number %s) %o', method, id, cause);
}
