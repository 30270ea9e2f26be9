import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

/**
 * Renders icon.svg into icon.png and icons/SIZExSIZE.png, the smallest from icon-small.svg, which is drawn to whole
 * pixels. Run it after a change: node assets/render-icons.ts.
 */
const folder = fileURLToPath(new URL('.', import.meta.url));
const sizes = [16, 32, 48, 64, 128, 256, 512];

async function render(size: number, file: string): Promise<void> {
  const drawing = size > 16 ? { name: 'icon.svg', units: 64 } : { name: 'icon-small.svg', units: 16 };
  // A unit is a pixel at 72 to the inch.
  await sharp(`${folder}${drawing.name}`, { density: (72 * size) / drawing.units })
    .resize(size, size)
    .png({ compressionLevel: 9 })
    .toFile(file);
}

await mkdir(`${folder}icons`, { recursive: true });
for (const size of sizes) await render(size, `${folder}icons/${size}x${size}.png`);
await render(512, `${folder}icon.png`);
