import { resolve } from 'node:path';
import { MillraceError } from '../runtime/errors/errors.ts';
import { isPrivate } from '../runtime/host/own-file.ts';
import {
  knownPlaces,
  lastPlace,
  layoutOf,
  readWorkspaceId,
  requireInitialized,
} from '../runtime/index.ts';
import { typedWord } from '../runtime/text/shell-word.ts';
import { serveToken, tokenPath } from '../user/serve-token.ts';
import { host, stateHome } from './host.ts';

export interface ServedWorkspace {
  readonly id: string;
  /** Absolute path, links followed. */
  readonly root: string;
}

/** Which workspaces a server serves, by the id that their addresses name. */
export class ServedWorkspaces {
  readonly #roots: Map<string, string>;
  readonly #all: boolean;

  /** `all`: also each that this user has, those too that are made later. */
  constructor(roots: readonly string[], all: boolean) {
    this.#all = all;
    this.#roots = new Map();
    for (const root of roots) this.#add(idOf(root), realPath(root));
  }

  list(): ServedWorkspace[] {
    const known = this.#all ? knownPlaces(host.disk, stateHome()) : [];
    for (const { id, place } of known) {
      if (!this.#roots.has(id) && idAt(place) === id) this.#roots.set(id, place);
    }
    return [...this.#roots].map(([id, root]) => ({ id, root }));
  }

  /**
   * Follows one that was moved, as soon as something has seen it at its new place; what was deleted is
   * where it was. Null = not served. Throws where another one is in its place.
   */
  rootOf(id: string): string | null {
    const root = this.#roots.get(id) ?? null;
    const found = root === null ? null : idAt(root);
    if (found === id || (root === null && !this.#all)) return root;
    const place = lastPlace(host.disk, stateHome(), id);
    if (place !== null && idAt(place) === id) {
      this.#roots.set(id, place);
      return place;
    }
    if (found !== null) throw replaced(String(root), found);
    return root;
  }

  /** The same for who only looks, and would not notice that its state is gone. Throws where it is. */
  placeOf(id: string): string | null {
    const root = this.rootOf(id);
    if (root !== null) requireInitialized(host.disk, root);
    return root;
  }

  #add(id: string, root: string): void {
    const other = this.#roots.get(id) ?? root;
    this.#roots.set(id, root);
    if (other === root) return;
    throw new MillraceError('input_invalid', {
      what: `${other} and ${root} have the same id: one is a copy of the other`,
      expected: 'workspaces of which each has an id of its own',
      next: `Run millrace status and millrace run once in the copy, which gives it its own id.`,
    });
  }

  /** Throws for a workspace, named in a call, that has no address here. */
  requireServed(path: string): void {
    const root = realPath(path);
    const id = idAt(root);
    // Where its state was deleted, its operations say so.
    const isServed =
      id === null ? this.list().some((one) => one.root === root) : this.rootOf(id) === root;
    if (isServed) return;
    throw new MillraceError('workspace_out_of_reach', {
      what: `${path} is no workspace of this server`,
      expected: 'a workspace that the server was started with',
      next: 'Leave `workspace` out for the one of this address, or have its user serve the other one, too.',
    });
  }
}

function replaced(root: string, found: string): MillraceError {
  return new MillraceError('resource_not_found', {
    what: `The workspace of this address is gone: another one was made at ${root}`,
    expected: 'the address of a workspace that is there',
    next: `Have its user start the server again; the one that is there has the id ${found}.`,
  });
}

/** What clients of a server have to send, and the file that holds it. */
export function tokenOfUser(): { readonly token: string; readonly path: string } {
  const state = stateHome();
  return { token: serveToken({ ...host, isPrivate }, state), path: tokenPath(state) };
}

function idOf(root: string): string {
  requireInitialized(host.disk, root);
  const id = idAt(root);
  if (id !== null) return id;
  throw new MillraceError('workspace_not_initialized', {
    what: `The workspace at ${root} has no id yet`,
    expected: 'one that was made, or run once, by this release',
    next: `Run millrace init --workspace ${typedWord(root)}, then start the server again.`,
  });
}

/** Null where there is no workspace, and where nobody can look. */
function idAt(root: string): string | null {
  try {
    return readWorkspaceId(host.disk, layoutOf(root));
  } catch {
    return null;
  }
}

function realPath(path: string): string {
  return host.disk.realpath(path) ?? resolve(path);
}
