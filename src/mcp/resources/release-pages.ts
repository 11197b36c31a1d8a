import type { ClientSession } from '../../operations/session.ts';
import { resourceUri, uriPath } from '../../operations/support/uris.ts';
import { type Found, jsonContent, MARKDOWN_TYPE } from './content.ts';
import { notFound } from './not-found.ts';

/** Pages belong to the release, and need no workspace. */
export async function skillPage(session: ClientSession, path: string): Promise<Found> {
  const page = (await session.skills()).find((one) => one.path === path);
  return markdown(page?.text ?? null, 'There is no such page of a skill');
}

export async function docPage(session: ClientSession, path: string): Promise<Found> {
  return markdown(await session.doc(path), 'There is no such page of the docs');
}

export async function docIndex(session: ClientSession): Promise<Found> {
  const pages = await session.docs();
  const uris = pages.map((path) => resourceUri(uriPath.doc(path), null));
  return jsonContent(JSON.stringify({ pages: uris }));
}

function markdown(text: string | null, missing: string): Found {
  if (text === null) throw notFound(missing);
  return { bytes: new TextEncoder().encode(text), mime: MARKDOWN_TYPE };
}
