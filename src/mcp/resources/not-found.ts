import { MillraceError } from '../../runtime/errors/errors.ts';

export function notFound(what: string): MillraceError {
  return new MillraceError('resource_not_found', {
    what,
    expected: 'a resource of the list, or one of the form of a template',
    next: 'List the resources, or complete a template, and read one of those without `page`.',
  });
}
