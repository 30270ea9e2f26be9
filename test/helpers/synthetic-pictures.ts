import { createHash } from 'node:crypto';
import { link, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import type { Picture } from '../../shared/model/picture.ts';

const WIDTH = 1280;
const HEIGHT = 800;

/** Draws the screen of a made-up guest: `step` lets what is on it grow. */
function screenSvg(kind: number, step: number): string {
  const scenes = [terminal, desktop, login, installer];
  const scene = scenes[kind % scenes.length] ?? terminal;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" font-family="DejaVu Sans Mono, monospace">${scene(kind, step)}</svg>`;
}

function terminal(kind: number, step: number): string {
  const words = [
    'apt install nginx',
    'systemctl status',
    'Unpacking libssl3 …',
    'Setting up postgresql-15 …',
    'df -h',
    'tail -f /var/log/syslog',
    'git pull --rebase',
    '[ OK ] Reached target Multi-User System.',
  ];
  const lines = Array.from({ length: 6 + (step % 22) }, (_, index) => {
    const word = words[(index * 7 + kind + step) % words.length] ?? '';
    const colour = index % 5 === 0 ? '#6fd28f' : '#c9d1cc';
    return `<text x="28" y="${44 + index * 27}" font-size="20" fill="${colour}">${index % 3 === 0 ? 'root@web:~# ' : '  '}${word}</text>`;
  });
  return `<rect width="${WIDTH}" height="${HEIGHT}" fill="#0b0f0d"/>${lines.join('')}`;
}

function desktop(kind: number, step: number): string {
  const hue = (kind * 67 + 150) % 360;
  const windows = Array.from({ length: 1 + (step % 3) }, (_, index) => {
    const x = 120 + index * 210 + ((step * 31) % 90);
    const y = 90 + index * 95;
    const rows = Array.from(
      { length: 7 },
      (_row, row) =>
        `<rect x="${x + 24}" y="${y + 66 + row * 34}" width="${160 + ((row * 71 + step * 37) % 260)}" height="12" rx="6" fill="#c3ccd4"/>`,
    );
    return `<rect x="${x}" y="${y}" width="560" height="340" rx="12" fill="#fff"/><rect x="${x}" y="${y}" width="560" height="40" rx="12" fill="#e6eaee"/><circle cx="${x + 24}" cy="${y + 20}" r="7" fill="#f26b5e"/><circle cx="${x + 48}" cy="${y + 20}" r="7" fill="#f3bd4e"/>${rows.join('')}`;
  });
  return `<defs><linearGradient id="s" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="hsl(${hue} 60% 62%)"/><stop offset="1" stop-color="hsl(${(hue + 50) % 360} 55% 38%)"/></linearGradient></defs><rect width="${WIDTH}" height="${HEIGHT}" fill="url(#s)"/><path d="M0 620 L260 430 L470 590 L760 380 L1280 640 V800 H0Z" fill="hsl(${(hue + 70) % 360} 45% 26%)"/>${windows.join('')}<rect y="760" width="${WIDTH}" height="40" fill="#10161acc"/><text x="1150" y="787" font-size="20" fill="#fff">${String(8 + (step % 12)).padStart(2, '0')}:${String((step * 7) % 60).padStart(2, '0')}</text>`;
}

function login(kind: number, step: number): string {
  const hue = (kind * 91 + 210) % 360;
  return `<rect width="${WIDTH}" height="${HEIGHT}" fill="hsl(${hue} 35% 22%)"/><circle cx="640" cy="300" r="90" fill="hsl(${hue} 40% 60%)"/><text x="640" y="470" font-size="38" fill="#fff" text-anchor="middle">user ${step % 9}</text><rect x="480" y="510" width="320" height="52" rx="26" fill="#ffffff33"/>`;
}

function installer(_kind: number, step: number): string {
  const part = (step * 13) % 100;
  return `<rect width="${WIDTH}" height="${HEIGHT}" fill="#1746a2"/><rect x="240" y="240" width="800" height="300" fill="#d7d7d7"/><text x="640" y="310" font-size="28" text-anchor="middle">Installing the base system</text><rect x="300" y="380" width="680" height="44" fill="#fff"/><rect x="300" y="380" width="${6.8 * part}" height="44" fill="#2f6fe0"/><text x="640" y="480" font-size="24" text-anchor="middle">${part} %</text>`;
}

/** Pictures for a stand-in core: a few drawn ones, under as many names as there are snapshots. */
export interface SyntheticPictures {
  readonly folder: string;
  /** The picture of the nth snapshot. */
  readonly at: (index: number) => Picture;
}

/**
 * Draws `drawn` pictures into `folder` and links them under `count` names, so that each snapshot has a file of its own
 * as in the real store (thumbnail 320 pixels wide, WebP; whole picture, PNG).
 */
export async function drawPictures(folder: string, count: number, drawn = 24): Promise<SyntheticPictures> {
  await mkdir(folder, { recursive: true });
  for (let index = 0; index < Math.min(drawn, count); index++) {
    const png = await sharp(Buffer.from(screenSvg(index % 7, index)))
      .png({ compressionLevel: 3 })
      .toBuffer();
    await writeFile(join(folder, `${nameOf(index)}.png`), png);
    await writeFile(join(folder, `${nameOf(index)}.webp`), await sharp(png).resize(320).webp().toBuffer());
  }
  for (let index = drawn; index < count; index++) {
    for (const kind of ['png', 'webp']) {
      await link(join(folder, `${nameOf(index % drawn)}.${kind}`), join(folder, `${nameOf(index)}.${kind}`));
    }
  }
  return {
    folder,
    at: (index) => ({ sha256: nameOf(index % Math.max(count, 1)), width: WIDTH, height: HEIGHT }),
  };
}

function nameOf(index: number): string {
  return createHash('sha256').update(`synthetic picture ${index}`).digest('hex');
}
