/** Refuses a user, or lets them in again. */

import { Button } from 'antd';
import { useTranslation } from 'react-i18next';

import { Confirm } from '@/components/confirm';
import { DisableUserDocument, EnableUserDocument, type UserRowFragment } from '@/generated/graphql';
import { execute } from '@/lib/api';
import { succeeded } from '@/lib/errors';

import { useDone } from './use-done';

export function UserSwitch({ user }: { user: UserRowFragment }) {
  const { t } = useTranslation('identity');
  const { run, isPending } = useDone('Users');
  const input = { id: user.id, expectedVersion: user.version };
  const disable = async () => succeeded((await execute(DisableUserDocument, { input })).disableUser, 'DisableUserSuccess');
  const enable = async () => succeeded((await execute(EnableUserDocument, { input })).enableUser, 'EnableUserSuccess');
  if (user.disabledAt) {
    return (
      <Button size="small" loading={isPending} aria-label={t('users.enableOf', { email: user.email })} onClick={() => void run(enable, t('users.done.enabled'))}>
        {t('users.enable')}
      </Button>
    );
  }
  return (
    <Confirm title={t('users.disableTitle')} description={t('users.disableText')} okText={t('users.disable')} onConfirm={() => run(disable, t('users.done.disabled')).then(() => undefined)}>
      <Button size="small" danger loading={isPending} aria-label={t('users.disableOf', { email: user.email })}>
        {t('users.disable')}
      </Button>
    </Confirm>
  );
}
