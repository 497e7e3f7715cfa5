/** What people say of the SKU. */

import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { Panel } from '@/components/panel';
import { Remarks, WriteRemark } from '@/components/remarks';
import { Answered } from '@/components/states';
import { CommentOnSkuDocument, SkuCommentsDocument } from '@/generated/graphql';
import { useGraphQLQuery, useGraphQLMutation } from '@/lib/api';
import { succeeded } from '@/lib/errors';

export function CommentsPanel({ code }: { code: string }) {
  const { t } = useTranslation('sku-workbench');
  const client = useQueryClient();
  const query = useGraphQLQuery(SkuCommentsDocument, { code });
  const change = useGraphQLMutation(CommentOnSkuDocument);
  const send = async (body: string, idempotencyKey: string) => {
    const { commentOnSku } = await change.mutateAsync({ input: { sku: code, body, idempotencyKey } });
    succeeded(commentOnSku, 'SkuComment');
    await Promise.all(['SkuComments', 'SkuTrail'].map((name) => client.invalidateQueries({ queryKey: [name] })));
  };
  return (
    <Panel title={t('comments.title')}>
      <Answered query={query} rows={3}>
        {({ sku }) => <Remarks remarks={sku?.comments ?? []} noneText={t('comments.none')} />}
      </Answered>
      <WriteRemark label={t('comments.write')} action={t('comments.send')} onSend={send} />
    </Panel>
  );
}
