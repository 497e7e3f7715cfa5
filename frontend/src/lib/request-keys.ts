import { useRef } from 'react';

import { newIdempotencyKey } from '@/lib/api';

/** Keys of requests: the same request sent again, after a lost answer, has the same key; another one its own. */
export function useRequestKeys(): (request: unknown) => string {
  const keys = useRef(new Map<string, string>());
  return (request) => {
    const text = JSON.stringify(request);
    const key = keys.current.get(text) ?? newIdempotencyKey();
    keys.current.set(text, key);
    return key;
  };
}
