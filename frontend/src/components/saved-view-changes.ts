/** Mutations of saved views and hidden columns; a refusal is thrown as `OutcomeError`. */

import {
  CreateSavedViewDocument,
  DeleteSavedViewDocument,
  type ListPage,
  SetListColumnsDocument,
  UpdateSavedViewDocument,
  type UpdateSavedViewInput,
  type ViewParameterInput,
} from '@/generated/graphql';
import { mutate } from '@/lib/mutation';

export const createView = (page: ListPage, name: string, parameters: ViewParameterInput[]) =>
  mutate(CreateSavedViewDocument, { page, name, parameters }, 'SavedView');

export const updateView = (input: UpdateSavedViewInput) => mutate(UpdateSavedViewDocument, input, 'SavedView');

export const deleteView = (id: string) => mutate(DeleteSavedViewDocument, { id }, 'DeletedSavedView');

export const setColumns = (page: ListPage, hiddenColumns: string[]) => mutate(SetListColumnsDocument, { page, hiddenColumns }, 'ListColumns');
