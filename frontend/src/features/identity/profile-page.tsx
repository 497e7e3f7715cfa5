/** The user's own account: change the password. */

import { Button, Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';

import { Page } from '@/components/page';
import { Panel } from '@/components/panel';
import { useAction } from '@/components/use-action';
import { ChangePasswordInputBounds } from '@/generated/bounds';
import { ChangePasswordDocument } from '@/generated/graphql';
import { useCaller } from '@/lib/caller';
import { OutcomeError } from '@/lib/errors';

import styles from './identity.module.css';

const { min: MIN_PASSWORD_CHARACTERS } = ChangePasswordInputBounds.newPassword;

type Values = { currentPassword: string; newPassword: string; repeated: string };

/** Outcomes that are shown at a field, with the key of their message. */
const FIELD_PROBLEMS: Record<string, { name: keyof Values; key: 'profile.wrong' | 'profile.weak' | 'profile.tooMany' }> = {
  InvalidCredentials: { name: 'currentPassword', key: 'profile.wrong' },
  TooManyAttempts: { name: 'currentPassword', key: 'profile.tooMany' },
  ValidationFailed: { name: 'newPassword', key: 'profile.weak' },
};

export function ProfilePage() {
  const { t } = useTranslation('identity');
  const caller = useCaller();
  return (
    <Page title={t('common:page.profile')} lead={<span translate="no">{`${caller.displayName} · ${caller.email}`}</span>}>
      <Panel title={t('profile.password')}>
        <PasswordForm email={caller.email} />
      </Panel>
    </Page>
  );
}

function PasswordForm({ email }: { email: string }) {
  const { t } = useTranslation('identity');
  const [form] = Form.useForm<Values>();
  const { run, isPending } = useAction(
    ({ currentPassword, newPassword }: Values, mutate) => mutate(ChangePasswordDocument, { currentPassword, newPassword }, 'User'),
    {
      done: t('profile.changed'),
      reload: [],
      onSuccess: () => form.resetFields(),
      onError: (error) => {
        const problem = error instanceof OutcomeError ? FIELD_PROBLEMS[error.typename] : undefined;
        if (!problem) return undefined;
        form.setFields([{ name: problem.name, errors: [t(problem.key)] }]);
        return null;
      },
    },
  );
  return (
    <Form<Values> form={form} layout="vertical" requiredMark={false} className={styles.narrow} onFinish={(values) => void run(values)}>
      <input type="email" autoComplete="username" value={email} readOnly hidden />
      <Form.Item name="currentPassword" label={t('profile.current')} rules={[{ required: true, message: t('profile.currentMissing') }]}>
        <Input.Password autoComplete="current-password" visibilityToggle={false} />
      </Form.Item>
      <Form.Item
        name="newPassword"
        label={t('profile.new')}
        extra={t('profile.rules', { count: MIN_PASSWORD_CHARACTERS })}
        rules={[{ required: true, min: MIN_PASSWORD_CHARACTERS, message: t('profile.short', { count: MIN_PASSWORD_CHARACTERS }) }]}
      >
        <Input.Password autoComplete="new-password" visibilityToggle={false} />
      </Form.Item>
      <Form.Item
        name="repeated"
        label={t('profile.repeated')}
        dependencies={['newPassword']}
        rules={[
          ({ getFieldValue }) => ({
            validator: (_, value) => (value === getFieldValue('newPassword') ? Promise.resolve() : Promise.reject(new Error(t('profile.different')))),
          }),
        ]}
      >
        <Input.Password autoComplete="new-password" visibilityToggle={false} />
      </Form.Item>
      <p>{t('profile.elsewhere')}</p>
      <Button type="primary" htmlType="submit" loading={isPending}>
        {t('profile.change')}
      </Button>
    </Form>
  );
}
