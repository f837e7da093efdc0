export { foldHistory, type History, type Track } from './fold-history.ts'
export { historyForms, type HistoryForm } from './render.ts'
