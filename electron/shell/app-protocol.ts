import { protocol } from 'electron';
import { type PageFolders, readPageFile } from './page-files.ts';
import { pageHeaders } from './page-headers.ts';

const scheme = 'app';
const host = 'main';

/** The page's origin, as Chromium writes it. */
export const pageOrigin = `${scheme}://${host}`;

export const picturesPath = '/shots/';

/** Tells Chromium of the scheme; must happen before the app is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

/** Answers `app://main/…` from the built page and from the pictures' folder, and every other address with 404. */
export function serveAppScheme(folders: {
  readonly page: string;
  readonly pictures: () => Promise<string>;
}): void {
  protocol.handle(scheme, async (request) => {
    const { host: asked, pathname } = new URL(request.url);
    if (asked !== host || request.method !== 'GET') return refusal();
    const isPicture = pathname.startsWith(picturesPath);
    const of: PageFolders = { page: folders.page, pictures: isPicture ? await folders.pictures() : '' };
    const file = await readPageFile(of, picturesPath, pathname);
    if (!file) return refusal();
    const headers = { ...pageHeaders, 'cache-control': file.cacheControl, 'content-type': file.contentType };
    return new Response(file.body, { headers });
  });
}

function refusal(): Response {
  return new Response(null, { status: 404, headers: { ...pageHeaders } });
}
