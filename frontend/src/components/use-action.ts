/** Something that a person starts, such as a mutation or a download: whether it is running, and what its outcome shows. */

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { errorText } from '@/lib/error-text';
import { type Mutate, useMutate } from '@/lib/mutation';

import { useMessage } from './use-message';

type Options<I, S> = {
  /** The message of success; null shows none. */
  done?: string | ((result: NonNullable<S>, input: I) => string | null);
  /** The queries to load again, by the names of their operations; without it, all of them. */
  reload?: readonly string[];
  /** Whether they are also loaded after a failure; a form keeps what it was opened with. */
  reloadOnError?: boolean;
  /** Runs before the request, for example to show its expected outcome at once. */
  onStart?: (input: I) => unknown;
  onSuccess?: (result: NonNullable<S>, input: I) => unknown;
  /** Returns the text to show instead of the usual one; null shows none. */
  onError?: (error: unknown, input: I) => string | null | undefined | Promise<undefined>;
};

/**
 * `run`: do it with an input; returns its result, and null if it failed. Work that returns null changed nothing, so
 * no message is shown and nothing is loaded.
 */
export function useAction<I = void, S = unknown>(work: (input: I, mutate: Mutate) => Promise<S>, options: Options<I, S> = {}) {
  const { done, reload, reloadOnError = true, onStart, onSuccess, onError } = options;
  const { i18n } = useTranslation();
  const message = useMessage();
  const client = useQueryClient();
  const mutate = useMutate();
  const { mutateAsync, isPending, variables } = useMutation({ mutationFn: (input: I) => work(input, mutate) });
  const loadAgain = () => client.invalidateQueries(reload && { predicate: ({ queryKey }) => reload.includes(String(queryKey[0])) });
  const run = async (input: I): Promise<S | null> => {
    try {
      await onStart?.(input);
      const result = await mutateAsync(input);
      if (result === null) return null;
      const made = result as NonNullable<S>;
      const text = typeof done === 'function' ? done(made, input) : done;
      if (text) void message.success(text);
      await onSuccess?.(made, input);
      await loadAgain();
      return result;
    } catch (error) {
      const text = await onError?.(error, input);
      if (text !== null) void message.error(text ?? errorText(i18n, error));
      if (reloadOnError) await loadAgain();
      return null;
    }
  };
  return { run, isPending, input: variables };
}
