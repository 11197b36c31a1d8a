import { writeFileSync } from 'node:fs';
import { crc32, deflateSync } from 'node:zlib';

/**
 * Draws the icon of the plugin: a water wheel above its race. Run it after a change: `node scripts/icon.mjs`.
 */
const SIZE = 512;
const SAMPLES = 3;
const WATER = [32, 92, 140];
const PAPER = [244, 239, 228];
const WOOD = [61, 44, 32];
const PADDLES = 8;

const rows = Array.from({ length: SIZE }, (_, y) => {
  const row = [0];
  for (let x = 0; x < SIZE; x += 1) row.push(...pixel(x, y));
  return Buffer.from(row);
});

const header = Buffer.alloc(13);
header.writeUInt32BE(SIZE, 0);
header.writeUInt32BE(SIZE, 4);
header.set([8, 2, 0, 0, 0], 8);
const png = Buffer.concat([
  Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
  chunk('IHDR', header),
  chunk('IDAT', deflateSync(Buffer.concat(rows), { level: 9 })),
  chunk('IEND', Buffer.alloc(0)),
]);
writeFileSync(new URL('../.claude-plugin/icon.png', import.meta.url), png);

/** The mean of what lies under some points of it, so that edges are smooth. */
function pixel(x, y) {
  const sum = [0, 0, 0];
  for (let at = 0; at < SAMPLES * SAMPLES; at += 1) {
    const right = x + ((at % SAMPLES) + 0.5) / SAMPLES;
    const down = y + (Math.floor(at / SAMPLES) + 0.5) / SAMPLES;
    colour(right / SIZE - 0.5, down / SIZE - 0.5).forEach((part, index) => {
      sum[index] += part;
    });
  }
  return sum.map((part) => Math.round(part / (SAMPLES * SAMPLES)));
}

/** From the middle of the icon, in parts of its width. */
function colour(x, y) {
  const wheel = y + 0.04;
  const radius = Math.hypot(x, wheel);
  const step = (2 * Math.PI) / PADDLES;
  const turn = Math.atan2(wheel, x) + step / 2;
  const aside = Math.abs(turn - Math.round(turn / step) * step) * radius;
  const isRim = Math.abs(radius - 0.25) < 0.022;
  const isSpoke = radius < 0.36 && radius > 0.04 && aside < 0.016;
  const isPaddle = radius > 0.33 && radius < 0.37 && aside < 0.05;
  if (isRim || isSpoke || isPaddle || radius < 0.05) return WOOD;
  const surface = 0.27 + 0.02 * Math.sin(x * 4 * Math.PI);
  return y > surface ? WATER : PAPER;
}

function chunk(type, bytes) {
  const typed = Buffer.concat([Buffer.from(type), bytes]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(typed));
  return Buffer.concat([length, typed, sum]);
}
