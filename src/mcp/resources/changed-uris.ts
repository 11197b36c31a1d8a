import { resourceUri, uriPath } from '../../operations/support/uris.ts';
import type { ChangeNotice } from '../../runtime/api/index.ts';
import { LISTS } from './uris.ts';

/** What any commit may change. */
const LIVE = ['status', ...LISTS, 'events'];

/** What is to be read again after a commit, in the server's own workspace. */
export function changedUris({ roots, items, runs, planes, is_whole }: ChangeNotice): string[] {
  const { spec, contract, decisions, verdict, item, run, trace, graph, mermaid, plan } = uriPath;
  const paths = [
    ...LIVE,
    ...(is_whole || planes.length > 0 ? [plan()] : []),
    ...planes.flatMap((one) => [graph(one), mermaid(one)]),
    ...roots.flatMap((one) => [spec(one), contract(one), decisions(one), verdict(one)]),
    ...items.map((one) => item(one)),
    ...runs.flatMap((one) => [run(one), trace(one)]),
  ];
  return paths.map((path) => resourceUri(path, null));
}
