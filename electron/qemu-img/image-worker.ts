import { answerRequests } from '../threads/worker-thread.ts';
import { QemuImgError } from './errors.ts';
import {
  type MergeRequest,
  measureMerge,
  type ReadReply,
  type ReadRequest,
  readImage,
} from './image-reader.ts';

answerRequests(async (request: ReadRequest | MergeRequest): Promise<ReadReply> => {
  try {
    return await ('overlay' in request ? measureMerge(request) : readImage(request));
  } catch (error) {
    if (!(error instanceof QemuImgError)) throw error;
    const { code, said, stderr } = error;
    return { code, said, stderr };
  }
});
