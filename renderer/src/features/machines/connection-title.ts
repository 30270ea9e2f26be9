import { type Connection, LOCAL_CONNECTION_ID } from '../../../../shared/model/connection.ts';
import { sentenceOf } from '../../../../shared/sentences/sentence.ts';
import type { Text } from '../../lib/text/use-text.tsx';

/** What a connection is called above its machines. */
export function connectionTitle({ id, title, said }: Connection, { t, say }: Text): string {
  return id === LOCAL_CONNECTION_ID ? t('machines.local') : say(sentenceOf(title, said));
}
