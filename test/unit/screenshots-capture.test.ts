import { access, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { HypervisorError } from '../../electron/hypervisor/hypervisor.ts';
import { capture, explainMissingPicture } from '../../electron/screenshots/capture.ts';
import { PictureEncoder } from '../../electron/screenshots/encode.ts';
import { PictureError } from '../../electron/screenshots/picture-error.ts';
import { PictureStore } from '../../electron/screenshots/picture-store.ts';
import { ScreenFolder } from '../../electron/screenshots/screen-folder.ts';
import { asIs } from '../../shared/sentences/sentence.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../helpers/temporary-folder.ts';

async function screenshotOf(home: TemporaryFolder, content: string | Uint8Array) {
  const screens = await ScreenFolder.open(home.entry('screens'));
  const screenshot = screens.newScreenshot('ppm');
  await writeFile(screenshot.path, content);
  return screenshot;
}

describe('a captured screenshot', () => {
  it('is in the store once kept, and its raw file is gone once disposed', async () => {
    await using home = await makeTemporaryFolder();
    const encoder = new PictureEncoder();
    const store = new PictureStore(home.entry('shots'));
    const raw = await screenshotOf(home, 'P6\n1 2\n255\nabcdef');

    const captured = await capture(() => Promise.resolve(raw));
    const result = await captured.keep(encoder, store);
    await captured[Symbol.asyncDispose]();
    await encoder.close();

    expect(result).toMatchObject({ picture: { width: 1, height: 2 } });
    expect('picture' in result && (await store.has(result.picture.sha256))).toBe(true);
    await expect(access(raw.path)).rejects.toThrow('ENOENT');
  });

  it('says in a sentence why there is no picture, and stores nothing', async () => {
    await using home = await makeTemporaryFolder();
    const encoder = new PictureEncoder();
    const store = new PictureStore(home.entry('shots'));
    const problemOf = async (content: string) => {
      const raw = await screenshotOf(home, content);
      await using captured = await capture(() => Promise.resolve(raw));
      const result = await captured.keep(encoder, store);
      return 'problem' in result ? { problem: result.problem.text } : result;
    };

    expect(await problemOf('P6\n10 10\n255\nabc')).toEqual({
      problem: 'The screenshot is cut short: only 16 of 313 bytes are there.',
    });
    expect(await problemOf('')).toEqual({ problem: 'The screenshot is an empty file.' });
    expect(await problemOf('garbage')).toEqual({
      problem: 'The screenshot is neither a PPM nor a PNG picture.',
    });
    expect(await problemOf('P6\n70000 70000\n255\n')).toMatchObject({
      problem: expect.stringContaining('too large'),
    });
    await encoder.close();
    expect(await problemOf('P6\n1 1\n255\nabc')).toEqual({
      problem: 'Snapgrove is closing and makes no more pictures.',
    });
    expect(await store.totalBytes()).toBe(0);
  });

  it('never throws when the hypervisor took none', async () => {
    await using home = await makeTemporaryFolder();
    const encoder = new PictureEncoder();
    const error = new HypervisorError('unsupported', asIs('This machine draws nothing.'));
    await using captured = await capture(() => Promise.reject(error));
    expect(await captured.keep(encoder, new PictureStore(home.path))).toMatchObject({
      problem: { text: 'This machine draws nothing.' },
    });
  });

  it('can be disposed although its file cannot be removed', async () => {
    const raw = {
      path: '/nowhere',
      [Symbol.asyncDispose]: () => Promise.reject(new Error('the folder is read-only')),
    };
    const warned = Promise.withResolvers<Error>();
    process.once('warning', warned.resolve);
    const captured = await capture(() => Promise.resolve(raw));
    await captured[Symbol.asyncDispose]();
    expect((await warned.promise).message).toContain('the folder is read-only');
  });
});

describe('the reason why there is no picture', () => {
  it.each([
    ['There is no console to take a screendump from', 'has no display'],
    ["failed to open file '/x/a.ppm': Permission denied", 'runs as another user'],
    ["failed to open file '/x/a.ppm': No such file or directory", 'another file system'],
    ['Unable to write to file: No space left on device', 'no room'],
    ['something else', 'could not be taken: something else.'],
  ])('is plain for %j', (words, sentence) => {
    expect(explainMissingPicture(new Error(words)).text).toContain(sentence);
  });

  it('is a PictureError’s own sentence, whatever its words', () => {
    expect(
      explainMissingPicture(new PictureError('damaged', asIs('No space left on device, it says.'))).text,
    ).toBe('No space left on device, it says.');
  });
});
