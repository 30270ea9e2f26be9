import { DomainSnapshotError } from '../../../shared/domainsnapshot.ts';
import { answerRequests } from '../../threads/worker-thread.ts';
import type { Definition } from './definition.ts';
import type { ParsedSnapshot } from './snapshot-parser.ts';
import { readSnapshotXml } from './snapshot-reading.ts';

const definitions = new Map<string, Definition>();

answerRequests((documents: readonly string[]): readonly ParsedSnapshot[] => documents.map(parse));

function parse(xml: string): ParsedSnapshot {
  try {
    return { reading: readSnapshotXml(xml, definitions) };
  } catch (error) {
    if (error instanceof DomainSnapshotError) return { problem: error.message };
    throw error;
  }
}
