import { answerRequests } from '../threads/worker-thread.ts';
import { type DocumentRequest, type ReadDocuments, readDocuments } from './document-reader.ts';

answerRequests((request: DocumentRequest): ReadDocuments => readDocuments(request));
