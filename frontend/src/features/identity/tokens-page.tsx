/** The user's API tokens; the secret of a new one is shown once. */

import { PlusOutlined } from '@ant-design/icons';
import { Alert, Button, Checkbox, Form, Input, InputNumber, Modal, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { Confirm } from '@/components/confirm';
import { Page } from '@/components/page';
import { Panel } from '@/components/panel';
import { Answered, EmptyState } from '@/components/states';
import { Tag } from '@/components/tag';
import { useAction } from '@/components/use-action';
import { CreateApiTokenInputBounds } from '@/generated/bounds';
import { ScopeValues } from '@/generated/enums';
import { ApiTokensDocument, type ApiTokensQuery, CreateApiTokenDocument, type CreateApiTokenInput, RevokeApiTokenDocument } from '@/generated/graphql';
import { useGraphQLQuery } from '@/lib/api';
import { hasRole, useCaller } from '@/lib/caller';
import { useFormat } from '@/lib/format';

import styles from './identity.module.css';

const LIST = ['ApiTokens'];

type Token = ApiTokensQuery['apiTokens'][number];

export function TokensPage() {
  const { t } = useTranslation('identity');
  const [isMaking, setIsMaking] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const query = useGraphQLQuery(ApiTokensDocument, {});
  const finish = (text: string) => {
    setSecret(text);
    setIsMaking(false);
  };
  return (
    <Page
      title={t('common:page.tokens')}
      lead={t('tokens.lead')}
      actions={
        <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setIsMaking(true)}>
          {t('tokens.add')}
        </Button>
      }
    >
      {secret && (
        <Alert
          type="success"
          showIcon
          title={t('tokens.once')}
          description={
            <Typography.Text copyable code translate="no">
              {secret}
            </Typography.Text>
          }
          closable={{ onClose: () => setSecret(null), 'aria-label': t('common:action.close') }}
        />
      )}
      <Panel isFlush>
        <Answered query={query} rows={4}>
          {({ apiTokens }) =>
            apiTokens.length === 0 ? (
              <EmptyState title={t('tokens.none')} text={t('tokens.noneText')} />
            ) : (
              <ul className={styles.tokens} aria-label={t('common:page.tokens')}>
                {apiTokens.map((token) => (
                  <Entry key={token.id} token={token} />
                ))}
              </ul>
            )
          }
        </Answered>
      </Panel>
      {isMaking && <TokenDialog onClose={() => setIsMaking(false)} onMade={finish} />}
    </Page>
  );
}

function Entry({ token }: { token: Token }) {
  const { t } = useTranslation('identity');
  const format = useFormat();
  const { run: revoke, isPending } = useAction((_: void, mutate) => mutate(RevokeApiTokenDocument, { id: token.id }, 'ApiToken'), {
    done: t('tokens.revoked'),
    reload: LIST,
  });
  return (
    <li>
      <span className={styles.person}>
        <strong translate="no">{token.name}</strong>
        <small translate="no">{token.prefix}…</small>
      </span>
      <span className={styles.actions}>
        {token.scopes.map((scope) => (
          <Tag key={scope}>{t(`scope.${scope}`)}</Tag>
        ))}
      </span>
      <small>{t('tokens.ends', { day: format.dateTime(token.expiresAt) })}</small>
      <small>{token.lastUsedAt ? t('tokens.used', { ago: format.ago(token.lastUsedAt) }) : t('tokens.unused')}</small>
      <Confirm title={t('tokens.revokeTitle')} description={t('tokens.revokeText')} okText={t('tokens.revoke')} onConfirm={() => revoke()}>
        <Button size="small" danger loading={isPending} aria-label={t('tokens.revokeOf', { name: token.name })}>
          {t('tokens.revoke')}
        </Button>
      </Confirm>
    </li>
  );
}

function TokenDialog({ onClose, onMade }: { onClose: () => void; onMade: (text: string) => void }) {
  const { t } = useTranslation('identity');
  const [form] = Form.useForm<CreateApiTokenInput>();
  const isManager = hasRole(useCaller(), 'MANAGER');
  const { run, isPending } = useAction((input: CreateApiTokenInput, mutate) => mutate(CreateApiTokenDocument, input, 'NewApiToken'), {
    done: t('tokens.made'),
    reload: LIST,
    onSuccess: ({ text }) => onMade(text),
  });
  const scopes = ScopeValues.filter((scope) => isManager || (scope !== 'APPROVE' && scope !== 'IMPORT')).map((value) => ({ value, label: t(`scope.${value}`) }));
  return (
    <Modal open title={t('tokens.add')} okText={t('tokens.make')} confirmLoading={isPending} onCancel={onClose} onOk={() => form.submit()}>
      <Form<CreateApiTokenInput> form={form} layout="vertical" requiredMark={false} initialValues={{ days: 90, scopes: ['READ'] }} onFinish={(input) => void run(input)}>
        <Form.Item name="name" label={t('tokens.name')} rules={[{ required: true, whitespace: true, message: t('tokens.nameMissing') }]}>
          <Input maxLength={CreateApiTokenInputBounds.name.max} />
        </Form.Item>
        <Form.Item name="scopes" label={t('tokens.scopes')} rules={[{ type: 'array', min: 1, message: t('tokens.scopesMissing') }]}>
          <Checkbox.Group options={scopes} />
        </Form.Item>
        <Form.Item name="days" label={t('tokens.days')} rules={[{ required: true, message: t('tokens.daysMissing', CreateApiTokenInputBounds.days) }]}>
          <InputNumber controls={false} {...CreateApiTokenInputBounds.days} precision={0} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
