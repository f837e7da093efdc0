export { foldHistory, type History, type Track } from './fold-history.ts'
export { historyForms, type HistoryForm } from './render.ts'
export { rateAtMost, stabilityOf, stabilityText, type CheckStability, type Stability } from './stability.ts'
