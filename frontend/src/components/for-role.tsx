/** A page for a role: other users see only that they lack the permission. */

import type { ParseKeys } from 'i18next';
import type { ComponentType } from 'react';
import { useTranslation } from 'react-i18next';

import type { Role } from '@/generated/enums';
import { hasRole, useCaller } from '@/lib/caller';
import { ForbiddenError } from '@/lib/errors';

import { Page } from './page';
import { ErrorState } from './states';

export function forRole(role: Role, title: ParseKeys<'common'>, Content: ComponentType): ComponentType {
  return function ForRole() {
    const { t } = useTranslation('common');
    if (hasRole(useCaller(), role)) return <Content />;
    return (
      <Page title={t(title)}>
        <ErrorState error={new ForbiddenError(`The page is for ${role}.`)} />
      </Page>
    );
  };
}
