export { foldHistory, type History, type Track } from './fold-history.ts'
export { historyMarkdown, historyText } from './render.ts'
