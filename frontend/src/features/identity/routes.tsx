import { KeyOutlined, TeamOutlined } from '@ant-design/icons';

import { forRole } from '@/components/for-role';
import type { Feature } from '@/lib/feature';

export const identity: Feature = {
  name: 'identity',
  routes: [
    { path: 'users', lazy: async () => ({ Component: forRole('ADMIN', 'page.users', (await import('./users-page')).UsersPage) }) },
    { path: 'profile', lazy: async () => ({ Component: (await import('./profile-page')).ProfilePage }) },
    { path: 'tokens', lazy: async () => ({ Component: (await import('./tokens-page')).TokensPage }) },
  ],
  navigation: [
    { path: '/users', label: 'page.users', icon: TeamOutlined, group: 'operate', order: 40, role: 'ADMIN' },
    { path: '/tokens', label: 'page.tokens', icon: KeyOutlined, group: 'operate', order: 50 },
  ],
};
