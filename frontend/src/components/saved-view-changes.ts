/** The ways to change saved views and hidden columns; a refusal is thrown as `OutcomeError`. */

import {
  CreateSavedViewDocument,
  DeleteSavedViewDocument,
  type ListPage,
  SetListColumnsDocument,
  UpdateSavedViewDocument,
  type UpdateSavedViewInput,
  type ViewParameterInput,
} from '@/generated/graphql';
import { execute } from '@/lib/api';
import { succeeded } from '@/lib/errors';

export async function createView(page: ListPage, name: string, parameters: ViewParameterInput[]): Promise<void> {
  succeeded((await execute(CreateSavedViewDocument, { input: { page, name, parameters } })).createSavedView, 'SavedView');
}

export async function updateView(input: UpdateSavedViewInput): Promise<void> {
  succeeded((await execute(UpdateSavedViewDocument, { input })).updateSavedView, 'SavedView');
}

export async function deleteView(id: string): Promise<void> {
  succeeded((await execute(DeleteSavedViewDocument, { input: { id } })).deleteSavedView, 'DeletedSavedView');
}

export async function setColumns(page: ListPage, hiddenColumns: string[]): Promise<void> {
  succeeded((await execute(SetListColumnsDocument, { input: { page, hiddenColumns } })).setListColumns, 'ListColumns');
}
