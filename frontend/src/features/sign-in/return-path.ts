/** The page to go back to. Only paths of this site: a link must not lead elsewhere after the sign-in. */
export function pathWithin(text: string | null): string {
  if (!text?.startsWith('/')) return '/';
  const target = new URL(text, location.origin);
  return target.origin === location.origin ? target.pathname + target.search : '/';
}
