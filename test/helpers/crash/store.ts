import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseDomainSnapshot } from '../../../shared/domainsnapshot.ts';

/** Throws when a file of the store is half written, can't be read, or is a picture that nothing refers to. */
export async function checkStore(store: string): Promise<void> {
  const files = (await readdir(store, { recursive: true, withFileTypes: true })).filter((each) =>
    each.isFile(),
  );
  const texts: string[] = [];
  for (const { name, parentPath } of files) {
    if (name.startsWith('.')) throw new Error(`${name} was left in ${parentPath}`);
    if (!/\.(xml|json)$/.test(name)) continue;
    const text = await readFile(join(parentPath, name), 'utf8');
    texts.push(text);
    if (name.endsWith('.xml')) parseDomainSnapshot(text);
    else JSON.parse(text);
  }
  const all = texts.join('\n');
  for (const { name } of files) {
    const [sha256 = ''] = /^[0-9a-f]{64}(?=\.(png|webp)$)/.exec(name) ?? [];
    if (sha256 !== '' && !all.includes(sha256)) throw new Error(`Nothing refers to the picture ${name}`);
  }
}
