/** Disables a user, or enables them again. */

import { Button } from 'antd';
import { useTranslation } from 'react-i18next';

import { Confirm } from '@/components/confirm';
import { useAction } from '@/components/use-action';
import { DisableUserDocument, EnableUserDocument, type UserRowFragment } from '@/generated/graphql';

export function UserSwitch({ user }: { user: UserRowFragment }) {
  const { t } = useTranslation('identity');
  const isDisabled = user.disabledAt !== null;
  const input = { id: user.id, expectedVersion: user.version };
  const { run, isPending } = useAction(
    async (_: void, mutate) => (isDisabled ? mutate(EnableUserDocument, input, 'User') : mutate(DisableUserDocument, input, 'User')),
    { done: t(isDisabled ? 'users.done.enabled' : 'users.done.disabled'), reload: ['Users'] },
  );
  if (isDisabled) {
    return (
      <Button size="small" loading={isPending} aria-label={t('users.enableOf', { email: user.email })} onClick={() => void run()}>
        {t('users.enable')}
      </Button>
    );
  }
  return (
    <Confirm title={t('users.disableTitle')} description={t('users.disableText')} okText={t('users.disable')} onConfirm={() => run()}>
      <Button size="small" danger loading={isPending} aria-label={t('users.disableOf', { email: user.email })}>
        {t('users.disable')}
      </Button>
    </Confirm>
  );
}
