import { parentPort } from 'node:worker_threads';
import { DomainSnapshotError } from '../../../shared/domainsnapshot.ts';
import type { Definition } from './definition.ts';
import type { ParsedSnapshot, ParseReply, ParseRequest } from './snapshot-parser.ts';
import { readSnapshotXml } from './snapshot-reading.ts';

if (parentPort === null) throw new Error('snapshot-xml-worker runs in a worker thread only');
const port = parentPort;
const definitions = new Map<string, Definition>();

port.on('message', ({ id, documents }: ParseRequest) => {
  const reply: ParseReply = { id, parsed: documents.map(parse) };
  port.postMessage(reply);
});

function parse(xml: string): ParsedSnapshot {
  try {
    return { reading: readSnapshotXml(xml, definitions) };
  } catch (error) {
    if (error instanceof DomainSnapshotError) return { problem: error.message };
    throw error;
  }
}
