import type { ComponentChildren } from 'preact';
import { type Address, go, hrefOf } from '../address.ts';

interface LinkProps {
  readonly to: Address;
  readonly class?: string;
  readonly current?: boolean;
  readonly children: ComponentChildren;
}

/** Changes the view without loading the page again, unless the browser was asked for another tab. */
export function Link({ to, class: name, current = false, children }: LinkProps) {
  const follow = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    go(to);
    document.getElementById('view')?.focus();
    scrollTo(0, 0);
  };
  return (
    <a href={hrefOf(to)} class={name} aria-current={current ? 'page' : undefined} onClick={follow}>
      {children}
    </a>
  );
}

interface WorkLinkProps {
  readonly workspace: string;
  readonly root: string | null;
  /** `<family>/<id>`; null = the lineage as a whole. */
  readonly item: string | null;
  readonly children: ComponentChildren;
}

/** A work item or root spec; the page of a root document is that of its lineage. */
export function WorkLink({ workspace, root, item, children }: WorkLinkProps) {
  if (item !== null && item.split('/')[1] !== root) {
    return <Link to={{ view: 'task', workspace, key: item }}>{children}</Link>;
  }
  if (root === null) return <>{children}</>;
  return <Link to={{ view: 'spec', workspace, key: root }}>{children}</Link>;
}

/** Work by its key alone: whichever it is, its address leads to it. */
export function KeyLink({ workspace, of }: { readonly workspace: string; readonly of: string }) {
  return <Link to={{ view: 'task', workspace, key: of }}>{of}</Link>;
}

export function RunLink({ workspace, run }: { readonly workspace: string; readonly run: string }) {
  return (
    <Link to={{ view: 'run', workspace, key: run }} class="run-id">
      {run}
    </Link>
  );
}
