import type { ChangeNotice } from '../../runtime/api/change.ts';
import { exhausted } from '../../runtime/errors/exhausted.ts';
import type { Address } from './uris.ts';

/** Whether a resource of the server's own workspace is to be read again after a commit. */
export function isConcerned(address: Address, notice: ChangeNotice): boolean {
  const { roots, items, runs, planes, is_whole } = notice;
  switch (address.kind) {
    case 'status':
    case 'events':
      return true;
    case 'list':
      return is_whole || address.root === null || roots.includes(address.root);
    case 'plan':
      return is_whole || planes.length > 0;
    case 'graph':
    case 'mermaid':
      return is_whole || planes.includes(address.plane);
    case 'spec':
    case 'contract':
    case 'verdict':
      return is_whole || roots.includes(address.root);
    case 'item':
      return is_whole || items.includes(address.item);
    case 'run':
    case 'trace':
    case 'artifact':
      return is_whole || runs.includes(address.run);
    case 'docs':
    case 'doc':
    case 'skill':
      return false;
    default:
      return exhausted(address);
  }
}
