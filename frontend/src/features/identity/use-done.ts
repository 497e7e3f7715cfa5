import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useMessage } from '@/components/use-message';
import { errorText } from '@/lib/error-text';

/** Do something, show the outcome, and load the list again; whether it succeeded. */
export function useDone(list: string) {
  const { i18n } = useTranslation();
  const message = useMessage();
  const client = useQueryClient();
  const [isPending, setIsPending] = useState(false);
  const run = async (work: () => Promise<unknown>, doneText: string): Promise<boolean> => {
    setIsPending(true);
    try {
      await work();
      void message.success(doneText);
      return true;
    } catch (error) {
      void message.error(errorText(i18n, error));
      return false;
    } finally {
      setIsPending(false);
      await client.invalidateQueries({ queryKey: [list] });
    }
  };
  return { run, isPending };
}
