import type { Saved } from '../../../src/web/view-path.ts';

const text = document.getElementById('saved')?.textContent ?? null;

/** What this file was saved with; null = a server is behind the page. */
export const savedFile: Saved | null = text === null ? null : JSON.parse(text);
