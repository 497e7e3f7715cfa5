/** What a feature provides: its pages and their places in the navigation. */

import type { ComponentType } from 'react';
import type { RouteObject } from 'react-router';

import type { Role } from '@/generated/enums';

export const NAVIGATION_GROUPS = ['watch', 'decide', 'understand', 'operate'] as const;
type NavigationGroup = (typeof NAVIGATION_GROUPS)[number];

export type NavigationEntry = {
  path: string;
  /** Key of the label in `common`, such as `page.skus`: the navigation is there before the feature's own texts are. */
  label: string;
  icon: ComponentType;
  group: NavigationGroup;
  /** Place within the group. */
  order: number;
  /** The lowest role that can use the page; the API refuses lower ones in any case. */
  role?: Role;
};

export type Feature = {
  /** The folder's name, which is also the namespace of its texts. */
  name: string;
  /** Whether its pages show components whose texts are in `components/messages`, which the first page does without. */
  usesComponentTexts?: boolean;
  /** Pages inside the shell; each loads its code by `lazy`. */
  routes: RouteObject[];
  navigation?: NavigationEntry[];
};
