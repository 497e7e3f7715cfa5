/** A new user, or what there is to change of one. */

import { Form, Input, InputNumber, Modal, Select, Switch } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { LocaleValues, RoleValues } from '@/generated/enums';
import { CreateUserDocument, SetUserRolesDocument, UpdateUserDocument, type UserRowFragment } from '@/generated/graphql';
import { execute, newIdempotencyKey } from '@/lib/api';
import { succeeded } from '@/lib/errors';

import { useDone } from './use-done';
import { type UserValues, changesOf, rolesOf, valuesOf } from './user-changes';

const MIN_PASSWORD_LENGTH = 12;
const BLANK: Partial<UserValues> = { locale: 'ko', role: 'OPERATOR', approvalLimit: null };

export function UserDialog({ user, onClose }: { user: UserRowFragment | null; onClose: () => void }) {
  const { t } = useTranslation('identity');
  const [form] = Form.useForm<UserValues>();
  const { run, isPending } = useDone('Users');
  const [key] = useState(newIdempotencyKey);
  const role = Form.useWatch('role', form);
  const save = async (values: UserValues) => {
    const isSaved = await run(() => (user ? update(user, values) : create(values, key)), t(user ? 'users.done.saved' : 'users.done.added'));
    if (isSaved) onClose();
  };
  return (
    <Modal open title={user ? user.email : t('users.add')} okText={t('common:action.save')} confirmLoading={isPending} onCancel={onClose} onOk={() => form.submit()}>
      <Form<UserValues> form={form} layout="vertical" requiredMark={false} initialValues={user ? valuesOf(user) : BLANK} onFinish={(values) => void save(values)}>
        {!user && (
          <Form.Item name="email" label={t('users.email')} rules={[{ required: true, type: 'email', message: t('users.emailMissing') }]}>
            <Input autoComplete="off" />
          </Form.Item>
        )}
        <Form.Item name="displayName" label={t('users.name')} rules={[{ required: true, whitespace: true, message: t('users.nameMissing') }]}>
          <Input maxLength={100} />
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
          extra={t(user ? 'users.newPasswordNote' : 'users.passwordNote')}
          rules={[{ required: !user, min: MIN_PASSWORD_LENGTH, message: t('users.passwordMissing') }]}
        >
          <Input.Password autoComplete="new-password" visibilityToggle={false} />
        </Form.Item>
      </Form>
    </Modal>
  );
}

async function create({ password = '', ...values }: UserValues, idempotencyKey: string): Promise<void> {
  const { role, approvalLimit, maySeeCosts: _, ...person } = values;
  const input = { ...person, password, roles: [role], approvalLimit: role === 'MANAGER' ? approvalLimit : null, idempotencyKey };
  succeeded((await execute(CreateUserDocument, { input })).createUser, 'CreateUserSuccess');
}

/** Values first, roles after them; each names the version that the one before left. */
async function update(user: UserRowFragment, values: UserValues): Promise<void> {
  const changes = changesOf(user, { ...valuesOf(user), ...values });
  const roles = rolesOf(user, values);
  let expectedVersion = user.version;
  if (changes) {
    const { updateUser } = await execute(UpdateUserDocument, { input: { ...changes, id: user.id, expectedVersion } });
    expectedVersion = succeeded(updateUser, 'UpdateUserSuccess').user.version;
  }
  if (roles) {
    const { setUserRoles } = await execute(SetUserRolesDocument, { input: { id: user.id, expectedVersion, roles } });
    succeeded(setUserRoles, 'SetUserRolesSuccess');
  }
}
