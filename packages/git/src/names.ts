import { gitErrors } from '@weighbridge/core';

/** Whether a text is a whole object id: 40 hex digits, or 64 with SHA-256. */
export function isObjectId(text: string): boolean {
  return /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/u.test(text);
}

/**
 * Whether a text may stand where git expects a branch, a tag or a remote: nothing that git reads as an option, a
 * range, a path or a refspec. Stricter than git itself.
 */
export function isSafeName(text: string): boolean {
  return /^[\p{L}\p{N}][\p{L}\p{N}._/@+#-]*$/u.test(text) && !/\.\.|@\{|\/\/|\/$|\.$|\.lock$/u.test(text);
}

/** The name, or the error that it cannot be one. */
export function safeName(name: string): string {
  if (!isSafeName(name)) throw gitErrors.badRef({ name });
  return name;
}

/** Whether a tag may be called so. GTO's names need `=` and `!` beside what branches may have. */
export function isSafeTag(name: string): boolean {
  return isSafeName(name.replaceAll(/[=!]/gu, '-')) && !/(?:^|\/)\.|\.lock(?:\/|$)/u.test(name) && name.length <= 200;
}

/** Whether a text is a path within a repository, and none into git itself. */
export function isPath(path: string): boolean {
  return (
    path !== '' &&
    !/[\p{Cc}\\]/u.test(path) &&
    path.split('/').every((part) => part !== '' && part !== '.' && part !== '..' && !/^\.git$/iu.test(part))
  );
}
