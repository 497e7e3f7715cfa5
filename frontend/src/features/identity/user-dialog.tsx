/** The form of a new or existing user. */

import { Form, Input, InputNumber, Modal, Select, Switch } from 'antd';
import { useTranslation } from 'react-i18next';

import { useAction } from '@/components/use-action';
import { CreateUserInputBounds } from '@/generated/bounds';
import { LocaleValues, RoleValues } from '@/generated/enums';
import { CreateUserDocument, SetUserRolesDocument, UpdateUserDocument, type UserRowFragment } from '@/generated/graphql';
import type { Mutate } from '@/lib/mutation';

import { type UserValues, changesOf, rolesOf, valuesOf } from './user-changes';

const { min: MIN_PASSWORD_LENGTH } = CreateUserInputBounds.password;
const BLANK: Partial<UserValues> = { locale: 'ko', role: 'OPERATOR', approvalLimit: null };

export function UserDialog({ user, onClose }: { user: UserRowFragment | null; onClose: () => void }) {
  const { t } = useTranslation('identity');
  const [form] = Form.useForm<UserValues>();
  const { run, isPending } = useAction((values: UserValues, mutate) => (user ? update(user, values, mutate) : create(values, mutate)), {
    done: t(user ? 'users.done.saved' : 'users.done.added'),
    reload: ['Users'],
    onSuccess: onClose,
  });
  const role = Form.useWatch('role', form);
  return (
    <Modal open title={user ? user.email : t('users.add')} okText={t('common:action.save')} confirmLoading={isPending} onCancel={onClose} onOk={() => form.submit()}>
      <Form<UserValues> form={form} layout="vertical" requiredMark={false} initialValues={user ? valuesOf(user) : BLANK} onFinish={(values) => void run(values)}>
        {!user && (
          <Form.Item name="email" label={t('users.email')} rules={[{ required: true, type: 'email', message: t('users.emailMissing') }]}>
            <Input autoComplete="off" />
          </Form.Item>
        )}
        <Form.Item name="displayName" label={t('users.name')} rules={[{ required: true, whitespace: true, message: t('users.nameMissing') }]}>
          <Input maxLength={CreateUserInputBounds.displayName.max} />
        </Form.Item>
        <Form.Item name="role" label={t('users.role')} extra={role && t(`users.may.${role}`)}>
          <Select options={RoleValues.map((value) => ({ value, label: t(`common:role.${value}`) }))} />
        </Form.Item>
        {role === 'MANAGER' && (
          <Form.Item name="approvalLimit" label={t('users.limit')} extra={t('users.limitNote')}>
            <InputNumber<string> controls={false} stringMode min="0" precision={2} style={{ width: '100%' }} />
          </Form.Item>
        )}
        {user && role === 'OPERATOR' && (
          <Form.Item name="maySeeCosts" label={t('users.costs')} extra={t('users.costsNote')} valuePropName="checked">
            <Switch />
          </Form.Item>
        )}
        <Form.Item name="locale" label={t('users.locale')}>
          <Select options={LocaleValues.map((value) => ({ value, label: t(`users.locales.${value}`) }))} />
        </Form.Item>
        <Form.Item
          name="password"
          label={t(user ? 'users.newPassword' : 'users.password')}
          extra={t(user ? 'users.newPasswordNote' : 'users.passwordNote', { count: MIN_PASSWORD_LENGTH })}
          rules={[{ required: !user, min: MIN_PASSWORD_LENGTH, message: t('users.passwordMissing', { count: MIN_PASSWORD_LENGTH }) }]}
        >
          <Input.Password autoComplete="new-password" visibilityToggle={false} />
        </Form.Item>
      </Form>
    </Modal>
  );
}

async function create({ email, displayName, locale, password = '', role, approvalLimit }: UserValues, mutate: Mutate): Promise<void> {
  const input = { email, displayName, locale, password, roles: [role], approvalLimit: role === 'MANAGER' ? approvalLimit : null };
  await mutate(CreateUserDocument, input, 'User');
}

/** Values first, roles after them; each sends the version that the one before returned. */
async function update(user: UserRowFragment, values: UserValues, mutate: Mutate): Promise<void> {
  const changes = changesOf(user, { ...valuesOf(user), ...values });
  const roles = rolesOf(user, values);
  const { id } = user;
  let expectedVersion = user.version;
  if (changes) expectedVersion = (await mutate(UpdateUserDocument, { ...changes, id, expectedVersion }, 'User')).version;
  if (roles) await mutate(SetUserRolesDocument, { id, expectedVersion, roles }, 'User');
}
