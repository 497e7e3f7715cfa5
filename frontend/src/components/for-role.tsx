/** A page that is for a role: everybody else sees the refusal alone, without the page's tools. */

import type { ParseKeys } from 'i18next';
import type { ComponentType } from 'react';
import { useTranslation } from 'react-i18next';

import { ForbiddenError } from '@/lib/errors';
import { type Role, reaches, useViewer } from '@/lib/viewer';

import { Page } from './page';
import { ErrorState } from './states';

export function forRole(role: Role, title: ParseKeys<'common'>, Content: ComponentType): ComponentType {
  return function ForRole() {
    const { t } = useTranslation('common');
    if (reaches(useViewer(), role)) return <Content />;
    return (
      <Page title={t(title)}>
        <ErrorState error={new ForbiddenError(`The page is for ${role}.`)} />
      </Page>
    );
  };
}
