import type { FaceApi } from '../../world/sync.ts';

/** Puts a picture on the clipboard as PNG. Throws what the browser throws when it is not allowed to. */
export async function copyPicture(url: string): Promise<void> {
  const png = fetch(url).then(async (response) => {
    if (!response.ok) throw new Error(`the picture answered ${response.status}`);
    return await response.blob();
  });
  await navigator.clipboard.write([new ClipboardItem({ 'image/png': png })]);
}

/** Saves a picture by the face's own dialog, or as a download where it has none; the path, or null when none is known. */
export async function savePicture(
  picture: { readonly sha256: string; readonly url: string; readonly name: string },
  api: FaceApi | null,
): Promise<string | null> {
  const suggestedName = fileNameOf(picture.name);
  if (api !== null) {
    const { path } = await api['shell.savePicture']({ sha256: picture.sha256, suggestedName });
    return path;
  }
  const link = document.createElement('a');
  link.href = picture.url;
  link.download = suggestedName;
  link.click();
  return null;
}

/** A name for a file from that of a snapshot: what file systems refuse is left out. */
export function fileNameOf(name: string): string {
  const kept = name
    .normalize('NFC')
    .replaceAll(/[\p{Cc}\p{Cf}/\\:*?"<>|]+/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/^[ .]+|[ .]+$/g, '');
  return `${kept.slice(0, 80).toWellFormed().trim() || 'screenshot'}.png`;
}
