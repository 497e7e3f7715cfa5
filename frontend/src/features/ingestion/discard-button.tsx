/** Gives up a file that has not been loaded. */

import { Button } from 'antd';
import { useTranslation } from 'react-i18next';

import { Confirm } from '@/components/confirm';
import { useAction } from '@/components/use-action';
import { DiscardImportDocument } from '@/generated/graphql';

export function DiscardButton({ id, fileName }: { id: string; fileName: string }) {
  const { t } = useTranslation('ingestion');
  const { run, isPending } = useAction((_: void, mutate) => mutate(DiscardImportDocument, { id }, 'Import'), { reload: ['ImportDetails', 'Imports'] });
  return (
    <Confirm title={t('discard.title')} description={t('discard.text', { file: fileName })} okText={t('discard.button')} onConfirm={() => run()}>
      <Button loading={isPending}>{t('discard.button')}</Button>
    </Confirm>
  );
}
