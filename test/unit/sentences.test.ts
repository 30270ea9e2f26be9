import { glob, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { german } from '../../renderer/src/lib/text/catalogue/german.ts';
import { createText } from '../../renderer/src/lib/text/use-text.tsx';
import { finding, findingSchema, messageOf, remedyOf } from '../../shared/model/finding.ts';
import { english } from '../../shared/sentences/english.ts';
import { fill, type Message } from '../../shared/sentences/message.ts';
import { recognised } from '../../shared/sentences/recognised.ts';
import { SaidError, saidBy } from '../../shared/sentences/said-error.ts';
import { isCode, say, sayProblem } from '../../shared/sentences/say.ts';
import { asIs, sentenceSchema } from '../../shared/sentences/sentence.ts';

const root = new URL('../../', import.meta.url);
const de = createText('de');
const codes = Object.keys(english).filter(isCode);
const forms = (message: Message): readonly string[] =>
  typeof message === 'string' ? [message] : [message.one, message.other];
/** Names of places with their kinds, as `{size, bytes}`; a clause or a small first letter is a matter of the language. */
const places = (message: Message): readonly string[] =>
  [
    ...new Set(
      forms(message).flatMap((form) =>
        [...form.matchAll(/\{([^}]*)\}/g)].map(([, place = '']) => place.replace(/, (?:clause|lower)$/, '')),
      ),
    ),
  ].sort();

async function sources(folder: string): Promise<string> {
  const texts: string[] = [];
  for await (const path of glob(`${folder}/**/*.ts`, { cwd: root })) {
    if (!path.startsWith('shared/sentences/english')) texts.push(await readFile(new URL(path, root), 'utf8'));
  }
  return texts.join('\n');
}

describe('the sentences of the core', () => {
  it('are all there in German, with the same places', () => {
    expect(Object.keys(german).sort()).toEqual([...codes].sort());
    expect(codes.length).toBeGreaterThan(400);
    const different = codes.filter((code) => places(german[code]).join() !== places(english[code]).join());
    expect(different).toEqual([]);
  });

  it('are no English where they are German, and quoted as German is', () => {
    const texts = codes.flatMap((code) => forms(german[code]).map((form) => `${code}: ${form}`));
    expect(texts.filter((text) => /[“”]/.test(text.replaceAll(/„[^“]*“/g, '')))).toEqual([]);
    const same = codes.filter((code) => {
      const [text = ''] = forms(english[code]);
      return forms(german[code])[0] === text && /\w/.test(text.replaceAll(/\{[^}]*\}/g, ''));
    });
    expect(same).toEqual([]);
  });

  it('are all said somewhere', async () => {
    const said = `${await sources('electron')}\n${await sources('shared')}`;
    const remedies = codes.filter((code) => code.endsWith('/remedy'));
    const orphans = remedies.filter((code) => !isCode(code.slice(0, -'/remedy'.length)));
    expect(orphans).toEqual([]);
    const dead = codes.filter((code) => !code.endsWith('/remedy') && !isSaid(code, said));
    expect(dead).toEqual([]);
  });

  it('are the only way in which the core speaks', async () => {
    const core = await sources(
      'electron/{core,snapshots,hypervisor,screenshots,qmp,qemu-img,libvirt-rpc,demo}',
    );
    expect(core.match(/severity: '/g)).toBeNull();
    expect(core.match(/asIs\(['`][A-Z]/g)).toBeNull();
  });
});

/** Codes are written out where they are said, or begin with a word that is and end with one that is chosen right there. */
function isSaid(code: string, text: string): boolean {
  if (text.includes(`'${code}'`)) return true;
  return [...text.matchAll(/`([a-z-]+[/:])\$\{\w+\}([a-z-]*)`/g)].some(
    ([, begin = '', end = '']) => code.startsWith(begin) && code.endsWith(end),
  );
}

describe('a sentence', () => {
  it('is in English, and can be written in German with the numbers of the language', () => {
    const values = { machine: 'web', name: 'a', now: 1536 * 2 ** 20, before: 2 ** 29, mebibytes: '512' };
    const found = finding('blocks', 'memory-size', values);
    expect(found).toMatchObject({
      code: 'memory-size',
      message: 'web has 1.5 GiB of memory and had 512 MiB when “a” was taken.',
      remedy: 'Start it with 512 MiB of memory (-m 512), then restore.',
    });
    expect(de.say(messageOf(found))).toBe(
      'web hat 1,5\u00a0GiB Arbeitsspeicher und hatte 512\u00a0MiB, als „a“ aufgenommen wurde.',
    );
    const remedy = remedyOf(found);
    expect(remedy && de.say(remedy)).toContain('Starten Sie sie mit 512\u00a0MiB Arbeitsspeicher');
  });

  it('is said in the form that its count asks for', () => {
    expect(say('step/save-drives', { count: 1 }).text).toBe('Saving the drive.');
    expect(de.say(say('step/save-drives', { count: 2 }))).toBe('2 Laufwerke werden gesichert.');
  });

  it('holds others, each in its language, and the words of other programs as they came', () => {
    const why = say('qemu/says', { said: 'Device is locked' });
    const whole = say('restore/kept', {
      why: say('restore/failed', { name: 'a', machine: 'web', why, stopped: say('restore/stopped') }),
      name: 'b',
    });
    expect(whole.text).toMatch(/failed half way: QEMU says: Device is locked\. The machine is stopped/);
    expect(de.say(whole)).toMatch(/auf halbem Weg gescheitert: QEMU sagt: Device is locked\. Die Maschine/);
    expect(de.say(whole)).toMatch(/als „b“ bewahrt\.$/);
  });

  it('writes lists as the language does', () => {
    const values = { count: 2, names: ['a', 'b'], machine: 'web' };
    expect(say('delete/pinned', values).text).toContain('“a”, “b” of web are pinned');
    expect(de.say(say('delete/pinned', values))).toContain('„a“, „b“ von web sind angeheftet');
    expect(fill('{why, sentences}', { why: ['A.', asIs('B.')] }, 'en')).toBe('A. B.');
  });

  it('goes on after a colon in English, and loses its full stop in a clause', () => {
    const { message, remedy } = sayProblem('link/unresponsive', { seconds: 25 });
    const tried = say('tried/look');
    expect(say('libvirt/in-doubt', { tried, why: message, remedy }).text).toContain(
      'can be told: the libvirt daemon has not answered',
    );
    const why = say('image/no-qemu-img');
    expect(say('drive/image-unreadable', { path: '/a', why }).text).toMatch(/qemu-utils$/);
  });

  it('is put in as it is, also when a value looks like a place or a pattern', () => {
    expect(say('machine/off', { machine: '{machine} $& $1' }).text).toBe('{machine} $& $1 is off.');
  });

  it('stays in English where its code is of another version', () => {
    expect(de.say({ code: 'future/thing', values: {}, text: 'It is new.' })).toBe('It is new.');
    expect(de.say(asIs('Device is locked'))).toBe('Device is locked');
    const old = { severity: 'warns', code: 'x', message: 'It was so.', remedy: 'Do this.' };
    const parsed = findingSchema.parse(old);
    expect(de.say(messageOf(parsed))).toBe('It was so.');
    expect(remedyOf(parsed)).toEqual(asIs('Do this.'));
  });

  it('goes over a wire and comes back the same', () => {
    const sentence = say('machine/unreached:why', {
      machine: 'web',
      why: say('qmp/closed', { address: '/a' }),
    });
    expect(sentenceSchema.parse(JSON.parse(JSON.stringify(sentence)))).toEqual(sentence);
  });

  it('is what an error of ours says; of others their own words', () => {
    const said = say('job/gone');
    expect(saidBy(new SaidError(said))).toBe(said);
    expect(saidBy(new Error('ENOENT'))).toEqual(asIs('ENOENT'));
  });
});

describe('a text that a document keeps', () => {
  it.each([
    ['The machine was off.', 'picture/was-off', 'Die Maschine war aus.'],
    ['QEMU gave no picture of web: no luck.', 'picture/refused', 'QEMU gab kein Bild von web: no luck.'],
    ['web has no display to take a picture of.', 'picture/no-display-of', /^web hat keinen Bildschirm/],
    ['This machine has no display to take a picture of.', 'picture/no-display', /^Diese Maschine/],
  ])('is known again: %s', (text, code, written) => {
    const sentence = recognised(text);
    expect(sentence).toMatchObject({ code, text });
    expect(de.say(sentence)).toMatch(written);
  });

  it('stays as it is when it is none of ours', () => {
    expect(recognised('It rained.')).toEqual(asIs('It rained.'));
  });
});
