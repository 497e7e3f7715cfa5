/** Comments on the SKU. */

import { useTranslation } from 'react-i18next';

import { Comments, WriteComment } from '@/components/comments';
import { Panel } from '@/components/panel';
import { Answered } from '@/components/states';
import { CommentOnSkuDocument, SkuCommentsDocument } from '@/generated/graphql';
import { useGraphQLQuery } from '@/lib/api';

export function CommentsPanel({ code }: { code: string }) {
  const { t } = useTranslation('sku-workbench');
  const query = useGraphQLQuery(SkuCommentsDocument, { code });
  return (
    <Panel title={t('comments.title')}>
      <Answered query={query} rows={3}>
        {({ sku }) => <Comments comments={sku?.comments ?? []} noneText={t('comments.none')} />}
      </Answered>
      <WriteComment
        label={t('comments.write')}
        action={t('comments.send')}
        onSend={(body, mutate) => mutate(CommentOnSkuDocument, { sku: code, body }, 'SkuComment')}
        reload={['SkuComments', 'SkuTrail']}
      />
    </Panel>
  );
}
